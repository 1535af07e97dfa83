import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openFolderObjectStore } from '../../../../gpu-worker/adapters/local/folder-object-store.ts';
import { permanent } from '../../../../gpu-worker/errors.ts';
import type { ObjectStore } from '../../../../gpu-worker/ports.ts';
import { fetchSource } from '../../../../gpu-worker/task/fetch-source.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { storeWithoutFiles } from '../../../helpers/stores/store-without-files.ts';
import { sampleTask } from '../../../helpers/tasks/sample-task.ts';

const task = sampleTask();

async function sourceOf(wrap: (store: ObjectStore) => ObjectStore = (store) => store) {
  const folder = await temporaryFolder();
  const film = path.join(folder, 'film.mp4');
  const scratch = path.join(folder, 'scratch');
  await mkdir(scratch);
  await writeFile(film, 'a film');
  const store = await openFolderObjectStore(path.join(folder, 'store'));
  await store.refer(task.source, film);
  const head = await store.head(task.source);
  if (head === undefined) throw new Error('it was put there');
  const context = {
    store: wrap(store),
    scratch,
    signal: new AbortController().signal,
    attempt: 1,
    onProgress: () => undefined,
  };
  return { film, scratch, source: await fetchSource(task, head, context) };
}

test('a file of this machine is read where it lies, and nothing of it comes into scratch', async () => {
  const { film, scratch, source } = await sourceOf();
  expect(source.file).toBe(film);
  expect(await source.during(async () => 'made')).toBe('made');
  expect(await readdir(scratch)).toEqual([]);
});

test('a file that changed meanwhile makes void what came of it, an error too', async () => {
  const changed = { code: 'SOURCE_CHANGED', message: expect.stringContaining('film.mp4 was written to or replaced') };
  const first = await sourceOf();
  const made = first.source.during(async () => writeFile(first.film, 'another film'));
  await expect(made).rejects.toMatchObject(changed);
  const second = await sourceOf();
  const failed = second.source.during(async () => {
    await writeFile(second.film, 'another film');
    throw permanent('DECODE_FAILED', 'ffmpeg met half a film');
  });
  await expect(failed).rejects.toMatchObject(changed);
});

test('from any other store it is copied', async () => {
  const { film, scratch, source } = await sourceOf(storeWithoutFiles);
  expect(path.dirname(source.file)).toBe(scratch);
  expect(await readFile(source.file)).toEqual(await readFile(film));
  await writeFile(film, 'another film');
  expect(await source.during(async () => 'made')).toBe('made');
});
