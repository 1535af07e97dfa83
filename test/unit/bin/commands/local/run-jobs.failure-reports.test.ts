import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { attempt, snapshot } from '../../../../helpers/cli/attempt-in-folder.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

test('two failures of one name keep a report each', async () => {
  const folder = await temporaryFolder();
  for (const name of ['a', 'b']) {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, 'clip.mp4'), 'broken');
  }
  await writeFile(path.join(folder, 'me.jpg'), 'somebody');
  const targets = ['a/clip.mp4', 'b/clip.mp4'];
  for (const _ of [1, 2]) await attempt(folder, { targets, settings: { whenTaken: 'number' } });
  const left = [...(await snapshot(folder)).keys()];
  expect(left).toEqual(['a', 'b', 'clip.failed.report-2.json', 'clip.failed.report.json', 'me.jpg']);
});

test('a success ends the report of an earlier failure', async () => {
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'me.jpg'), 'somebody');
  await writeFile(path.join(folder, 'clip.mp4'), 'broken');
  await attempt(folder, {});
  expect([...(await snapshot(folder)).keys()]).toContain('clip.failed.report.json');
  await writeFile(path.join(folder, 'clip.mp4'), 'a film of some length');
  await attempt(folder, {});
  expect([...(await snapshot(folder)).keys()]).toEqual([
    'clip.mp4',
    'clip.poster.jpg',
    'clip.preview.jpg',
    'clip.report.json',
    'clip.swapped.mp4',
    'me.jpg',
  ]);
});
