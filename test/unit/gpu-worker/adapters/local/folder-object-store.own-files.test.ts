import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openFolderObjectStore } from '../../../../../gpu-worker/adapters/local/folder-object-store.ts';
import { localTaskScope } from '../../../../../gpu-worker/adapters/local/local-task-scope.ts';
import { linkOrCopy, nameExclusively } from '../../../../../gpu-worker/files/name-file.ts';
import { fencedStore } from '../../../../../gpu-worker/loop/fenced-store.ts';
import { allBytes, allOf } from '../../../../helpers/files/bytes.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { sampleTask } from '../../../../helpers/tasks/sample-task.ts';

const at = { bucket: 'media', key: 'videos/a.mp4' };

async function storeAndFile() {
  const folder = await temporaryFolder();
  const store = await openFolderObjectStore(path.join(folder, 'store'));
  const file = path.join(folder, 'mine.mp4');
  await writeFile(file, 'my own film');
  return { folder, store, file };
}

test('an object may be somebody’s own file: it is read where it lies, and gone without it', async () => {
  const { store, file } = await storeAndFile();
  await store.refer(at, file, { metadata: { person: 'anna' } });
  expect((await allBytes(store.read(at))).toString()).toBe('my own film');
  expect(await store.head(at)).toMatchObject({ sizeBytes: 11, metadata: { person: 'anna' } });
  expect(await allOf(store.list('media', ''))).toEqual([{ key: at.key, sizeBytes: 11 }]);
  expect(await store.files.locate(at)).toBe(file);
  expect((await stat(file)).nlink).toBe(1);
  await store.delete(at);
  expect(await store.head(at)).toBeUndefined();
  expect(await readFile(file, 'utf8')).toBe('my own film');
});

test.each([
  ['was written to', (file: string) => writeFile(file, 'longer than it was')],
  ['has another time, whatever its size', (file: string) => utimes(file, 1000, 1000)],
  ['was removed', (file: string) => rm(file)],
  ['was moved', (file: string) => rename(file, `${file}.old`)],
])('a file that %s is told from what it was', async (_how, change) => {
  const { store, file } = await storeAndFile();
  await store.refer(at, file);
  await change(file);
  const changed = { code: 'SOURCE_CHANGED', message: expect.stringContaining('mine.mp4'), retryable: false };
  await expect(store.files.locate(at)).rejects.toMatchObject(changed);
  await expect(store.head(at)).rejects.toMatchObject(changed);
  await expect(allBytes(store.read(at))).rejects.toMatchObject(changed);
  // What is left of it can be found and removed.
  expect(await allOf(store.list('media', ''))).toHaveLength(1);
  await store.delete(at);
});

test('a finished file becomes an object without a copy, and the first one wins', async () => {
  const { folder, store, file } = await storeAndFile();
  const other = path.join(folder, 'other.mp4');
  await writeFile(other, 'another film');
  const options = { ifAbsent: true, metadata: { 'task-id': '1' } };
  expect(await store.files.adopt(at, file, options)).toBe('stored');
  expect((await stat(await store.files.locate(at))).ino).toBe((await stat(file)).ino);
  expect(await store.files.adopt(at, other, options)).toBe('exists');
  expect((await stat(other)).nlink).toBe(1);
  expect(await store.head(at)).toMatchObject({ sizeBytes: 11, metadata: { 'task-id': '1' } });
  await rm(file);
  expect((await allBytes(store.read(at))).toString()).toBe('my own film');
  await store.files.adopt(at, other);
  expect((await allBytes(store.read(at))).toString()).toBe('another film');
});

test('a located object is the one that was meant', async () => {
  const { store, file } = await storeAndFile();
  await store.refer(at, file);
  const etag = (await store.head(at))?.etag ?? '';
  expect(await store.files.locate(at, { ifMatch: etag })).toBe(file);
  await store.put(at, Buffer.from('something else'));
  await expect(store.files.locate(at, { ifMatch: etag })).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
  await expect(store.files.locate({ ...at, key: 'none' })).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
});

test('a task locates its source and adopts under its own output, and nothing else', async () => {
  const { store, file } = await storeAndFile();
  const task = sampleTask();
  const output = (name: string) => ({ bucket: task.output.bucket, key: `${task.output.prefix}${name}` });
  await store.refer(task.source, file);
  await store.refer({ ...task.source, key: 'videos/input/u9/202504051423/other.mp4' }, file);
  let isHeld = true;
  const access = await localTaskScope(store).open(task);
  const { files } = fencedStore(access.store, () => {
    if (!isHeld) throw new Error('the lease is lost');
  });
  const denied = { code: 'STORE_DENIED' };
  expect(await files?.locate(task.source)).toBe(file);
  const another = { ...task.source, key: 'videos/input/u9/202504051423/other.mp4' };
  await expect(files?.locate(another)).rejects.toMatchObject(denied);
  expect(await files?.adopt(output('video.mp4'), file)).toBe('stored');
  await expect(files?.adopt(task.source, file)).rejects.toMatchObject(denied);
  isHeld = false;
  await expect(files?.locate(task.source)).rejects.toThrow('the lease is lost');
  await expect(files?.adopt(output('poster.jpg'), file)).rejects.toThrow('the lease is lost');
});

const withoutLinks: typeof link = async () => {
  throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
};

test.each([
  ['with hard links', link],
  ['without', withoutLinks],
])('a name is taken by one only, on file systems %s', async (_which, linkFile) => {
  const { folder, file } = await storeAndFile();
  const name = path.join(folder, 'result.mp4');
  await nameExclusively(file, name, linkFile);
  expect(await readFile(name, 'utf8')).toBe('my own film');
  await writeFile(file, 'second');
  await expect(nameExclusively(file, name, linkFile)).rejects.toMatchObject({ code: 'EEXIST' });
  const copy = path.join(folder, 'copy.mp4');
  await linkOrCopy(name, copy, linkFile);
  expect(await readFile(copy)).toEqual(await readFile(name));
  await expect(linkOrCopy(name, copy, linkFile)).rejects.toMatchObject({ code: 'EEXIST' });
});
