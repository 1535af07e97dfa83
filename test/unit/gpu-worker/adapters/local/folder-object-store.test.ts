import { appendFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openFolderObjectStore } from '../../../../../gpu-worker/adapters/local/folder-object-store.ts';
import { allBytes, allOf } from '../../../../helpers/files/bytes.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

const bucket = 'media';

test('ordinary keys lie at ordinary paths, and equal bytes have equal etags', async () => {
  const root = await temporaryFolder();
  const store = await openFolderObjectStore(root);
  await store.put({ bucket, key: 'videos/a.mp4' }, Buffer.from('film'));
  await store.put({ bucket, key: 'videos/b.mp4' }, Buffer.from('film'));
  expect(await readFile(path.join(root, 'media/videos/a.mp4'), 'utf8')).toBe('film');
  expect((await store.head({ bucket, key: 'videos/a.mp4' }))?.etag).toBe(
    (await store.head({ bucket, key: 'videos/b.mp4' }))?.etag,
  );
  expect((await readdir(path.join(root, 'media/videos'))).sort()).toEqual(['a.mp4', 'b.mp4']);
});

test('nothing is read or written outside the root', async () => {
  const folder = await temporaryFolder();
  const root = path.join(folder, 'root');
  const store = await openFolderObjectStore(root);
  await writeFile(path.join(folder, 'outside.txt'), 'secret');
  await mkdir(path.join(root, 'media'), { recursive: true });
  await symlink(path.join(folder, 'outside.txt'), path.join(root, 'media/link.txt'));
  for (const key of ['../outside.txt', '../../outside.txt', path.join(folder, 'outside.txt'), 'link.txt']) {
    expect(await store.head({ bucket, key }), key).toBeUndefined();
  }
  expect(await allOf(store.list(bucket, ''))).toEqual([]);
  await store.put({ bucket, key: '../outside.txt' }, Buffer.from('mine'));
  await store.put({ bucket, key: 'link.txt' }, Buffer.from('mine'));
  await expect(store.put({ bucket: '..', key: 'outside.txt' }, Buffer.from('mine'))).rejects.toMatchObject({
    code: 'STORE_DENIED',
  });
  expect(await readFile(path.join(folder, 'outside.txt'), 'utf8')).toBe('secret');
  expect((await readdir(folder)).sort()).toEqual(['outside.txt', 'root']);
});

test('a file that somebody put there is an object; one that somebody edited is a changed one', async () => {
  const root = await temporaryFolder();
  const store = await openFolderObjectStore(root);
  const address = { bucket, key: 'persons/anna/1.jpg' };
  await store.put(address, Buffer.from('photo'), { metadata: { by: 'me' } });
  const before = await store.head(address);
  await appendFile(path.join(root, 'media/persons/anna/1.jpg'), ' edited');
  const after = await store.head(address);
  expect(after).toMatchObject({ sizeBytes: 12, metadata: {} });
  expect(after?.etag).not.toBe(before?.etag);
  await writeFile(path.join(root, 'media/persons/anna/2.jpg'), 'photo');
  expect(await store.head({ bucket, key: 'persons/anna/2.jpg' })).toMatchObject({ etag: before?.etag, metadata: {} });
  const keys = (await allOf(store.list(bucket, 'persons/anna/'))).map(({ key }) => key);
  expect(keys).toEqual(['persons/anna/1.jpg', 'persons/anna/2.jpg']);
});

test('a read that has begun ends with the bytes it began with', async () => {
  const store = await openFolderObjectStore(await temporaryFolder());
  const address = { bucket, key: 'k.bin' };
  await store.put(address, Buffer.alloc(1_000_000, 1));
  const chunks = store.read(address)[Symbol.asyncIterator]();
  const first = await chunks.next();
  await store.put(address, Buffer.alloc(1_000_000, 2));
  let length = first.done === true ? 0 : first.value.length;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    length += next.value.length;
    expect(next.value.every((value) => value === 1)).toBe(true);
  }
  expect(length).toBe(1_000_000);
});

test('reading and overwriting at once: bytes, etag and metadata always belong together', async () => {
  const store = await openFolderObjectStore(await temporaryFolder());
  const address = { bucket, key: 'k.bin' };
  const write = (round: number) => store.put(address, Buffer.from(`${round}`), { metadata: { round: `${round}` } });
  await write(0);
  let writing = true;
  const writer = (async () => {
    for (let round = 1; round <= 20; round += 1) await write(round);
    writing = false;
  })();
  while (writing) {
    const head = await store.head(address);
    const bytes = await allBytes(store.read(address, { ifMatch: head?.etag ?? '' })).catch(() => undefined);
    if (bytes !== undefined) expect(bytes.toString()).toBe(head?.metadata.round);
  }
  await writer;
});

test('what a process that is gone left half-written is removed, what others are writing is not', async () => {
  const root = await temporaryFolder();
  const store = await openFolderObjectStore(root);
  await store.put({ bucket, key: 'x.y' }, Buffer.from('x'));
  const temporary = path.join(root, '%store/temporary');
  const [host = ''] = (await import('node:os')).hostname().split('.');
  await writeFile(path.join(temporary, `${host.replace(/[^A-Za-z0-9-]+/g, '-')}.${2 ** 22 + 1}.0123abcd.1234`), 'half');
  await writeFile(path.join(temporary, 'elsewhere.1.0123abcd.1234'), 'of another machine');
  await openFolderObjectStore(root);
  expect(await readdir(temporary)).toEqual(['elsewhere.1.0123abcd.1234']);
});

test('a part that somebody replaced meanwhile is not joined in', async () => {
  const store = await openFolderObjectStore(await temporaryFolder());
  const address = { bucket, key: 'film.bin' };
  const mine = await store.startUpload(address);
  await mine.putPart(1, Buffer.from('mine'));
  const theirs = await store.startUpload(address);
  await theirs.putPart(1, Buffer.from('theirs'));
  await expect(mine.complete()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
  expect(await store.head(address)).toBeUndefined();
  expect(await theirs.complete()).toBe('stored');
  await expect(mine.putPart(2, Buffer.from('late'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

test('a root that is no folder is an unavailable store, not a crash', async () => {
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'file'), '');
  await expect(openFolderObjectStore(path.join(folder, 'file'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
