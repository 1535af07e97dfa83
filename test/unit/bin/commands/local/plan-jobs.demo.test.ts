import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { planDemo } from '../../../../../bin/commands/local/plan-jobs.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { doneReport } from '../../../../helpers/tasks/done-report.ts';

test('the demo replaces an earlier demo’s files only', async () => {
  const folder = await temporaryFolder();
  const settings = { out: folder, whenTaken: 'refuse', resume: false, models: 'no-models' } as const;
  const put = (name: string, text: string) => writeFile(path.join(folder, name), text);
  const done = doneReport();
  if (done.result === undefined) throw new Error('a done report has a result');
  const film = 'the demo, made';
  const source = { bucket: 'input', key: 'videos/input/local/202504051423/demo-clip.mp4' };
  const demo = { ...done, source, result: { ...done.result, sizeBytes: film.length } };
  for (const name of ['poster.jpg', 'preview.jpg']) await put(name, name);
  await put('video.mp4', film);
  expect(() => planDemo(settings)).toThrow(/video\.mp4: it is there/);
  await put('report.json', JSON.stringify(demo));
  expect([...planDemo(settings).replaces.keys()].sort()).toEqual([
    'poster.jpg',
    'preview.jpg',
    'report.json',
    'video.mp4',
  ]);
  await put('report.json', JSON.stringify({ ...demo, source: { ...source, key: source.key.replace('demo-', '') } }));
  expect(() => planDemo(settings)).toThrow(/report\.json: it is there already/);
  await put('report.json', JSON.stringify(demo));
  await put('video.mp4', 'a stranger’s own film');
  expect(() => planDemo({ ...settings, whenTaken: 'replace' })).toThrow(
    /video\.mp4: it has changed since Faceline made it/,
  );
  await rm(path.join(folder, 'video.mp4'));
  expect(planDemo(settings).names.file).toBe('video.mp4');
});
