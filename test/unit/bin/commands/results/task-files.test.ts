import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { planResults } from '../../../../../bin/commands/results/plan-results.ts';
import { protectFiles } from '../../../../../bin/commands/results/protected-files.ts';
import { clipNames } from '../../../../../bin/commands/results/result-names.ts';
import { collectFiles } from '../../../../../bin/commands/results/task-files.ts';
import { failureReport } from '../../../../../contract/failure-report.ts';
import { parseReport } from '../../../../../contract/report.ts';
import { openFolderObjectStore } from '../../../../../gpu-worker/adapters/local/folder-object-store.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { storeWithoutFiles } from '../../../../helpers/stores/store-without-files.ts';
import { doneReport } from '../../../../helpers/tasks/done-report.ts';

/** A store with a finished task's files, and a folder to bring them to. */
async function results() {
  const top = await temporaryFolder();
  const out = path.join(top, 'new', 'out');
  const store = await openFolderObjectStore(path.join(top, 'store'));
  const done = doneReport();
  const { output, taskId, source } = done;
  const at = (name: string) => ({ bucket: output.bucket, key: `${output.prefix}${name}` });
  for (const name of ['video.mp4', 'poster.jpg', 'preview.jpg']) await store.put(at(name), Buffer.from(name));
  const why = { outcome: 'failed', code: 'DECODE_FAILED', message: 'no frame', attempts: 1 } as const;
  const failed = failureReport({ taskId, source, output, ...why, finishedAt: new Date() });
  const planned = planResults({ folder: out, names: clipNames('raw', 'swapped', 'mp4') }, 'refuse', protectFiles([]));
  if (!planned.ok) throw new Error('an empty folder takes every name');
  return { out, store, at, done, failed, plan: planned.plan };
}

test('a task’s files get the user’s names, and the report beside them names those', async () => {
  const { out, store, at, done, plan } = await results();
  const placed = await collectFiles(store, done, plan);
  expect((await readdir(out)).sort()).toEqual([
    'raw.poster.jpg',
    'raw.preview.jpg',
    'raw.report.json',
    'raw.swapped.mp4',
  ]);
  expect(placed.files.map((file) => path.basename(file))).toEqual([
    'raw.swapped.mp4',
    'raw.poster.jpg',
    'raw.preview.jpg',
  ]);
  const report = parseReport(JSON.parse(await readFile(placed.reportFile, 'utf8')));
  expect(report.ok && report.value.result).toMatchObject({ file: 'raw.swapped.mp4', poster: 'raw.poster.jpg' });
  // Not a copy: the same file under another name.
  const [made, stored] = await Promise.all(
    [placed.files[0] ?? '', await store.files.locate(at('video.mp4'))].map((file) => stat(file)),
  );
  expect(made?.ino).toBe(stored?.ino);
});

test('from a store that is no folder they are downloaded, and nothing half lies about', async () => {
  const { out, store, at, done, plan } = await results();
  await collectFiles(storeWithoutFiles(store), done, plan);
  expect(await readFile(path.join(out, 'raw.swapped.mp4'), 'utf8')).toBe('video.mp4');
  expect(await readdir(out)).toHaveLength(4);
  await store.delete(at('preview.jpg'));
  await expect(collectFiles(storeWithoutFiles(store), done, plan)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
  expect(await readdir(out)).toHaveLength(4);
});

test('of a task that came to nothing there is a report of its own name', async () => {
  const { out, store, failed, plan } = await results();
  await mkdir(out, { recursive: true });
  await writeFile(path.join(out, 'raw.report.json'), 'mine');
  const placed = await collectFiles(store, failed, plan);
  expect(placed).toMatchObject({ files: [], reportFile: path.join(out, 'raw.failed.report.json') });
  expect(await readFile(path.join(out, 'raw.report.json'), 'utf8')).toBe('mine');
});
