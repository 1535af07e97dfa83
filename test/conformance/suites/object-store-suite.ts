import { open } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Checksum, ObjectHead, ObjectStore } from '../../../gpu-worker/ports.ts';
import { fileChecksum } from '../../../gpu-worker/transfer/file-checksum.ts';
import { allBytes, allOf, patternBytes } from '../../helpers/files/bytes.ts';
import { temporaryFolder } from '../../helpers/files/temporary-folder.ts';
import { oddKeys } from './object-keys-to-try.ts';

export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** An empty bucket that exists. */
  readonly bucket: string;
  /** Another one. */
  readonly otherBucket: string;
  close(): Promise<void> | void;
}

/** How the servers behind stores differ. */
export interface StorePeculiarities {
  /** Odd keys that it takes; all of them when left out. */
  readonly keys?: readonly string[];
  /** Of which objects it keeps a checksum of all bytes: those stored in one piece, those stored in parts. */
  readonly checksums?: readonly ('whole' | 'parts')[];
}

const fiveMiB = 5 * 1024 * 1024;

/** What every ObjectStore does. */
export function objectStoreSuite(
  name: string,
  makeStore: () => Promise<StoreUnderTest>,
  { keys = oddKeys, checksums = [] }: StorePeculiarities = {},
): void {
  async function fresh(): Promise<StoreUnderTest> {
    const made = await makeStore();
    onTestFinished(() => made.close());
    return made;
  }

  const bytesOf = (text: string) => Buffer.from(text);

  describe(`object store: ${name}`, () => {
    test('what was put is read back, with size, metadata and a time', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'a/b.txt' };
      const before = Date.now();
      const metadata = { person: 'anna', options: '{"crf":20}' };
      expect(await store.put(address, bytesOf('hello'), { contentType: 'text/plain', metadata })).toBe('stored');
      expect((await allBytes(store.read(address))).toString()).toBe('hello');
      const head = await store.head(address);
      expect(head).toMatchObject({ sizeBytes: 5, metadata });
      expect(head?.modifiedAt.getTime()).toBeGreaterThan(before - 5000);
      expect(head?.modifiedAt.getTime()).toBeLessThan(Date.now() + 5000);
      // Bare, as events and tasks carry it.
      expect(head?.etag).toMatch(/^[^"]+$/);
    });

    test('an empty object is an object', async () => {
      const { store, bucket } = await fresh();
      await store.put({ bucket, key: 'empty' }, new Uint8Array());
      expect(await allBytes(store.read({ bucket, key: 'empty' }))).toHaveLength(0);
      expect(await store.head({ bucket, key: 'empty' })).toMatchObject({ sizeBytes: 0 });
    });

    test('an object that is not there', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'nothing' };
      expect(await store.head(address)).toBeUndefined();
      await expect(allBytes(store.read(address))).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND', retryable: false });
      await expect(store.delete(address)).resolves.toBeUndefined();
      expect(await allOf(store.list(bucket, 'nothing'))).toEqual([]);
    });

    test('a new put replaces bytes, metadata and etag', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'k' };
      await store.put(address, bytesOf('one'), { metadata: { n: '1' } });
      const first = await store.head(address);
      await store.put(address, bytesOf('two!'));
      const second = await store.head(address);
      expect((await allBytes(store.read(address))).toString()).toBe('two!');
      expect(second).toMatchObject({ sizeBytes: 4, metadata: {} });
      expect(second?.etag).not.toBe(first?.etag);
    });

    test('ifAbsent stores once, and changes nothing the second time', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'once' };
      expect(await store.put(address, bytesOf('first'), { ifAbsent: true, metadata: { by: 'one' } })).toBe('stored');
      expect(await store.put(address, bytesOf('second'), { ifAbsent: true })).toBe('exists');
      expect((await allBytes(store.read(address))).toString()).toBe('first');
      expect((await store.head(address))?.metadata).toEqual({ by: 'one' });
      await store.delete(address);
      expect(await store.put(address, bytesOf('third'), { ifAbsent: true })).toBe('stored');
    });

    test('of many puts with ifAbsent at once, one is stored', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'race' };
      const tries = Array.from({ length: 12 }, (_, index) =>
        store.put(address, bytesOf(`writer ${index}`), { ifAbsent: true }),
      );
      const outcomes = await Promise.all(tries);
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      const winner = outcomes.indexOf('stored');
      expect((await allBytes(store.read(address))).toString()).toBe(`writer ${winner}`);
    });

    test('ranges: both ends included, the end cut at the object', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'r' };
      const whole = patternBytes(700_000, 1);
      await store.put(address, whole);
      const part = async (start: number, end: number) => allBytes(store.read(address, { range: { start, end } }));
      expect((await part(0, 0)).equals(whole.subarray(0, 1))).toBe(true);
      expect((await part(10, 600_000)).equals(whole.subarray(10, 600_001))).toBe(true);
      expect((await part(699_990, 900_000)).equals(whole.subarray(699_990))).toBe(true);
      await expect(part(700_000, 700_001)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    });

    test('ifMatch reads the version that was meant, or nothing', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'm' };
      await store.put(address, bytesOf('old'));
      const etag = (await store.head(address))?.etag ?? '';
      expect((await allBytes(store.read(address, { ifMatch: etag }))).toString()).toBe('old');
      await store.put(address, bytesOf('new'));
      await expect(allBytes(store.read(address, { ifMatch: etag }))).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
    });

    test('a signal that fired ends a read', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 's' };
      await store.put(address, bytesOf('bytes'));
      const signal = AbortSignal.abort(new Error('stopped'));
      await expect(allBytes(store.read(address, { signal }))).rejects.toThrow('stopped');
    });

    test('odd keys live side by side, and are listed in order of their bytes', async () => {
      const { store, bucket } = await fresh();
      for (const key of keys) await store.put({ bucket, key }, bytesOf(`body of ${key}`));
      for (const key of keys) {
        expect((await allBytes(store.read({ bucket, key }))).toString()).toBe(`body of ${key}`);
      }
      const listed = (await allOf(store.list(bucket, ''))).map((one) => one.key);
      expect(listed).toEqual([...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      for (const key of keys) {
        await store.delete({ bucket, key });
        expect(await store.head({ bucket, key })).toBeUndefined();
      }
      expect(await allOf(store.list(bucket, ''))).toEqual([]);
    });

    test('a listing knows prefixes that are no folders, sizes, and its own bucket only', async () => {
      const { store, bucket, otherBucket } = await fresh();
      for (const key of ['p/a1', 'p/a2/x.y', 'p/b', 'pa', 'q/p/a1']) await store.put({ bucket, key }, bytesOf(key));
      await store.put({ bucket: otherBucket, key: 'p/a3' }, bytesOf('other'));
      const listed = async (prefix: string) => (await allOf(store.list(bucket, prefix))).map(({ key }) => key);
      expect(await listed('p/a')).toEqual(['p/a1', 'p/a2/x.y']);
      expect(await listed('p/')).toEqual(['p/a1', 'p/a2/x.y', 'p/b']);
      expect(await listed('p')).toEqual(['p/a1', 'p/a2/x.y', 'p/b', 'pa']);
      expect(await allOf(store.list(bucket, 'p/b'))).toEqual([{ key: 'p/b', sizeBytes: 3 }]);
      expect(await store.head({ bucket: otherBucket, key: 'p/a1' })).toBeUndefined();
    });

    test('a multipart upload is seen whole or not at all', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'big.bin' };
      const [one, two] = [patternBytes(fiveMiB, 1), patternBytes(1000, 2)];
      const upload = await store.startUpload(address, { metadata: { kind: 'film' } });
      await upload.putPart(2, two);
      await upload.putPart(1, patternBytes(fiveMiB, 9));
      await upload.putPart(1, one);
      expect(await store.head(address)).toBeUndefined();
      expect(await allOf(store.list(bucket, ''))).toEqual([]);
      expect(await upload.complete()).toBe('stored');
      expect((await allBytes(store.read(address))).equals(Buffer.concat([one, two]))).toBe(true);
      expect(await store.head(address)).toMatchObject({ sizeBytes: fiveMiB + 1000, metadata: { kind: 'film' } });
    });

    test('a checksum that a head tells is the one of all bytes, stored in one piece or in parts', async () => {
      const { store, bucket } = await fresh();
      const [one, two] = [patternBytes(fiveMiB, 5), patternBytes(1000, 6)];
      await store.put({ bucket, key: 'whole' }, two);
      const upload = await store.startUpload({ bucket, key: 'parts' });
      await upload.putPart(1, one);
      // Gone on with: the parts that are there are joined with their checksums.
      const again = await store.startUpload({ bucket, key: 'parts' });
      await again.putPart(2, two);
      await again.complete();
      const [whole, parts] = [await store.head({ bucket, key: 'whole' }), await store.head({ bucket, key: 'parts' })];
      expect(whole?.checksum).toEqual(await checksumLike(whole, two));
      expect(parts?.checksum).toEqual(await checksumLike(parts, Buffer.concat([one, two])));
      const told = [
        ...(whole?.checksum === undefined ? [] : ['whole']),
        ...(parts?.checksum === undefined ? [] : ['parts']),
      ];
      expect(told).toEqual(checksums);
    });

    test('a multipart upload is gone on with where it stopped', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'resumed.bin' };
      const [one, two] = [patternBytes(fiveMiB, 3), patternBytes(500, 4)];
      const part = await (await store.startUpload(address)).putPart(1, one);
      const again = await store.startUpload(address);
      expect(again.parts).toEqual([part]);
      await again.putPart(2, two);
      expect(await again.complete({ ifAbsent: true })).toBe('stored');
      expect((await allBytes(store.read(address))).equals(Buffer.concat([one, two]))).toBe(true);
      const afterwards = await store.startUpload(address);
      expect(afterwards.parts).toEqual([]);
      await afterwards.abort();
    });

    test('a multipart upload with ifAbsent gives way to what is there', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'fenced.bin' };
      const upload = await store.startUpload(address);
      await upload.putPart(1, bytesOf('mine'));
      await store.put(address, bytesOf('theirs'));
      expect(await upload.complete({ ifAbsent: true })).toBe('exists');
      expect((await allBytes(store.read(address))).toString()).toBe('theirs');
    });

    test('an aborted upload leaves nothing to go on with', async () => {
      const { store, bucket } = await fresh();
      const address = { bucket, key: 'aborted.bin' };
      const upload = await store.startUpload(address);
      await upload.putPart(1, bytesOf('part'));
      await upload.abort();
      const next = await store.startUpload(address);
      expect(next.parts).toEqual([]);
      await next.abort();
      expect(await store.head(address)).toBeUndefined();
    });

    test('parts below 5 MiB are refused when they are not the last', async () => {
      const { store, bucket } = await fresh();
      const upload = await store.startUpload({ bucket, key: 'short-parts.bin' });
      await upload.putPart(1, bytesOf('short'));
      await upload.putPart(2, bytesOf('last'));
      await expect(upload.complete()).rejects.toThrow(/5 MiB|too small/i);
      await upload.abort();
    });
  });
}

/** The checksum of these bytes by the algorithm that a head names; undefined where it names none. */
async function checksumLike(head: ObjectHead | undefined, bytes: Uint8Array): Promise<Checksum | undefined> {
  if (head?.checksum === undefined) return undefined;
  const { algorithm } = head.checksum;
  const handle = await open(path.join(await temporaryFolder(), 'bytes'), 'wx+');
  await handle.write(bytes);
  const base64 = await fileChecksum(handle, algorithm, new AbortController().signal);
  await handle.close();
  return { algorithm, base64 };
}
