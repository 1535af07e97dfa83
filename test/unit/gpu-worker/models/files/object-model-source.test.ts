import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openFolderObjectStore } from '../../../../../gpu-worker/adapters/local/folder-object-store.ts';
import { pinModel } from '../../../../../gpu-worker/models/files/models-lock.ts';
import { openObjectModelSource } from '../../../../../gpu-worker/models/files/object-model-source.ts';
import { modelKey, pushModel } from '../../../../../gpu-worker/models/files/push-models.ts';
import type { ObjectStore } from '../../../../../gpu-worker/ports.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { onnxBytes } from '../../../../helpers/models/model-server.ts';

const bucket = 'models';
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Three models of 1,000 bytes or so in a store that counts reads. */
async function setUp(byteLimit: number) {
  const store = await openFolderObjectStore(await temporaryFolder());
  const reads: string[] = [];
  const counting: ObjectStore = {
    head: (address) => store.head(address),
    read: (address, options) => {
      reads.push(address.key.split('/')[1] ?? '');
      return store.read(address, options);
    },
    put: (address, bytes, options) => store.put(address, bytes, options),
    startUpload: (address, options) => store.startUpload(address, options),
    list: (...args) => store.list(...args),
    delete: (address) => store.delete(address),
  };
  const bytes = { a: onnxBytes(1000, 1), b: onnxBytes(1000, 2), c: onnxBytes(1000, 3) };
  const pinned = new Map<string, string>();
  for (const [name, content] of Object.entries(bytes)) {
    pinned.set(name, sha(content));
    await store.put({ bucket, key: modelKey(name, sha(content)) }, content);
  }
  const scratch = path.join(await temporaryFolder(), 'models');
  const open = (more: { pinned?: Map<string, string> } = { pinned }) =>
    openObjectModelSource({ store: counting, bucket, scratch, byteLimit, ...more });
  const there = async () => (await readdir(scratch)).filter((name) => name.endsWith('.onnx')).sort();
  return { store: counting, reads, bytes, pinned, scratch, open, there };
}

describe('models from an object store', () => {
  test('are fetched once, checked, and lie in a folder like any other', async () => {
    const { open, reads, bytes, scratch } = await setUp(10_000);
    const source = await open();
    const held = await source.hold(['a', 'b', 'a']);
    expect(held.folder).toBe(scratch);
    expect(await readFile(path.join(scratch, 'a.onnx'))).toEqual(bytes.a);
    expect(await readFile(path.join(scratch, 'a.hash'), 'utf8')).toBe(crc32(bytes.a).toString(16).padStart(8, '0'));
    await source.hold(['b']);
    expect(reads).toEqual(['a', 'b']);
  });

  test('make room by least recent use, never those in use', async () => {
    const { open, reads, there } = await setUp(2100);
    const source = await open();
    (await source.hold(['a'])).release();
    (await source.hold(['b'])).release();
    (await source.hold(['a'])).release();
    const c = await source.hold(['c']);
    expect(await there()).toEqual(['a.onnx', 'c.onnx']);
    const a = await source.hold(['a']);
    await expect(source.hold(['b'])).rejects.toMatchObject({ code: 'SCRATCH_FULL', retryable: true });
    expect(await there()).toEqual(['a.onnx', 'c.onnx']);
    c.release();
    await source.hold(['b']);
    expect(await there()).toEqual(['a.onnx', 'b.onnx']);
    a.release();
    expect(reads).toEqual(['a', 'b', 'c', 'b']);
  });

  test('a failed request holds nothing', async () => {
    const { open, there } = await setUp(1500);
    const source = await open();
    await expect(source.hold(['a', 'b'])).rejects.toMatchObject({ code: 'SCRATCH_FULL' });
    await source.hold(['b']);
    expect(await there()).toEqual(['b.onnx']);
  });

  test('survive a restart, in the order of their last use', async () => {
    const { open, reads, there } = await setUp(2100);
    const first = await open();
    for (const name of ['a', 'b', 'a']) (await first.hold([name])).release();
    const second = await open();
    (await second.hold(['b', 'a'])).release();
    (await second.hold(['b'])).release();
    const third = await open();
    await third.hold(['c']);
    expect(await there()).toEqual(['b.onnx', 'c.onnx']);
    expect(reads).toEqual(['a', 'b', 'c']);
  });

  test('are fetched again when the file on scratch was altered', async () => {
    const { open, reads, scratch, bytes } = await setUp(10_000);
    (await (await open()).hold(['a'])).release();
    await writeFile(path.join(scratch, 'a.onnx'), 'altered');
    await writeFile(path.join(scratch, 'b.1234abcd.part'), 'left behind');
    await (await open()).hold(['a']);
    expect(await readFile(path.join(scratch, 'a.onnx'))).toEqual(bytes.a);
    expect(await readdir(scratch)).not.toContain('b.1234abcd.part');
    expect(reads).toEqual(['a', 'a']);
  });

  test('with other bytes than their key says are refused', async () => {
    const { open, store, pinned, there, scratch } = await setUp(10_000);
    await store.put({ bucket, key: modelKey('a', pinned.get('a') ?? '') }, onnxBytes(1000, 9));
    await expect((await open()).hold(['a'])).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
    expect(await there()).toEqual([]);
    expect(await readdir(scratch)).toEqual([]);
  });

  test('without a pin are taken when there is one version only', async () => {
    const { open, store, bytes, scratch } = await setUp(10_000);
    const source = await open({});
    await source.hold(['a']);
    expect(await readFile(path.join(scratch, 'a.onnx'))).toEqual(bytes.a);
    await store.put({ bucket, key: modelKey('b', sha(bytes.c)) }, bytes.c);
    await expect(source.hold(['b'])).rejects.toThrow(/2 versions and none is pinned/);
    await expect(source.hold(['nobody'])).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(source.hold(['a', 'nobody', 'noone'])).rejects.toThrow(/models\/nobody\/.*models\/noone\//);
  });

  test('are those that were pushed last, unless a lock says which', async () => {
    const { open, store, scratch } = await setUp(10_000);
    const folder = await temporaryFolder();
    const [one, two] = [onnxBytes(1000, 4), onnxBytes(1000, 5)];
    const push = async (content: Uint8Array) => {
      await writeFile(path.join(folder, 'x.onnx'), content);
      return pushModel(store, 'x', { folder, bucket });
    };
    await push(one);
    const worker = await open({});
    const used = async (source = worker) => {
      const held = await source.hold(['x']);
      held.release();
      expect(held.file('x').sha256).toBe(sha(await readFile(path.join(scratch, 'x.onnx'))));
      return held.file('x').sha256;
    };
    expect(await used()).toBe(sha(one));
    await push(two);
    expect(await used()).toBe(sha(two));
    expect(await used(await open({ pinned: new Map([['x', sha(one)]]) }))).toBe(sha(one));
    expect(await push(one)).toMatchObject({ state: 'there' });
    expect(await used()).toBe(sha(one));
  });

  test('with a pin that is none are refused', async () => {
    const { open, store } = await setUp(10_000);
    await store.put({ bucket, key: 'models/a/pinned.json' }, Buffer.from('{"sha256": "a"}'));
    const refused = { code: 'MODEL_CORRUPT', message: expect.stringContaining('models/a/pinned.json') };
    await expect((await open({})).hold(['a'])).rejects.toMatchObject(refused);
  });

  test('asked for by two at once are fetched once', async () => {
    const { open, reads } = await setUp(10_000);
    const source = await open();
    await Promise.all([source.hold(['a', 'b']), source.hold(['b', 'a'])]);
    expect(reads.sort()).toEqual(['a', 'b']);
  });
});

describe('a push', () => {
  test('puts a model under its name and hash, once', async () => {
    const { store } = await setUp(0);
    const folder = await temporaryFolder();
    const content = onnxBytes(5000, 4);
    await writeFile(path.join(folder, 'x.onnx'), content);
    const key = `models/x/${sha(content)}.onnx`;
    expect(await pushModel(store, 'x', { folder, bucket })).toMatchObject({ key, state: 'pushed' });
    expect(await pushModel(store, 'x', { folder, bucket })).toMatchObject({ key, state: 'there' });
    const stored = await Array.fromAsync(store.read({ bucket, key }));
    expect(Buffer.concat(stored)).toEqual(content);
  });

  test('repairs an object of the right length with other bytes', async () => {
    const { store } = await setUp(0);
    const folder = await temporaryFolder();
    const content = onnxBytes(5000, 4);
    await writeFile(path.join(folder, 'x.onnx'), content);
    const key = modelKey('x', sha(content));
    await store.put({ bucket, key }, onnxBytes(5000, 6));
    expect(await pushModel(store, 'x', { folder, bucket })).toMatchObject({ state: 'pushed' });
    expect(Buffer.concat(await Array.fromAsync(store.read({ bucket, key })))).toEqual(content);
  });

  test('sends a large model in parts, and goes on where an earlier one stopped', async () => {
    const { store } = await setUp(0);
    const folder = await temporaryFolder();
    const content = Buffer.alloc(40 * 1024 * 1024, 7);
    await writeFile(path.join(folder, 'big.onnx'), content);
    const sent: number[] = [];
    const failing = (failAt: number): ObjectStore => ({
      ...store,
      startUpload: async (...args) => {
        const upload = await store.startUpload(...args);
        const putPart: typeof upload.putPart = async (partNumber, bytes) => {
          if (partNumber === failAt) throw new Error('the line went dead');
          sent.push(partNumber);
          return upload.putPart(partNumber, bytes);
        };
        return { parts: upload.parts, putPart, complete: () => upload.complete(), abort: () => upload.abort() };
      },
    });
    await expect(pushModel(failing(2), 'big', { folder, bucket })).rejects.toThrow(/line went dead/);
    const progress: number[] = [];
    const { key } = await pushModel(failing(99), 'big', { folder, bucket, onProgress: (done) => progress.push(done) });
    expect(sent.toSorted()).toEqual([1, 2, 3, 4, 5]);
    expect(sent.at(-1)).toBe(2);
    expect(progress.at(-1)).toBe(content.length);
    const hash = createHash('sha256');
    for await (const chunk of store.read({ bucket, key })) hash.update(chunk);
    expect(hash.digest('hex')).toBe(sha(content));
  });

  test('refuses a file that is missing or not the pinned one', async () => {
    const { store } = await setUp(0);
    const folder = await temporaryFolder();
    await expect(pushModel(store, 'x', { folder, bucket })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await writeFile(path.join(folder, 'x.onnx'), 'x');
    await pinModel(path.join(folder, 'models.lock.json'), 'x', { sha256: 'a'.repeat(64), sizeBytes: 1 });
    await expect(pushModel(store, 'x', { folder, bucket })).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  });
});
