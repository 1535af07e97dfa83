import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createS3 } from '../../../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../../../gpu-worker/adapters/aws/s3-object-store.ts';
import { crc64Nvme } from '../../../../gpu-worker/transfer/crc64-nvme.ts';
import { fetchObject } from '../../../../gpu-worker/transfer/fetch-object.ts';
import { startHttpDouble } from '../../../helpers/aws/http-double.ts';
import { allBytes, patternBytes } from '../../../helpers/files/bytes.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';

const address = { bucket: 'in', key: 'videos/input/u1/202504051423/raw.mp4' };
const whole = patternBytes(18 * 1024 * 1024, 5);
const crc32Of = (bytes: Uint8Array): string => {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc32(bytes));
  return digest.toString('base64');
};
const crc64Of = (bytes: Uint8Array): string => {
  const sum = crc64Nvme();
  sum.update(bytes.subarray(0, 1001));
  sum.update(bytes.subarray(1001));
  return sum.digest().toString('base64');
};

/** A store whose answers have one byte changed on the way, if told so; its checksums are those of the right bytes. */
async function storeOf(checksums: Readonly<Record<string, string>>, { damagedAt }: { damagedAt?: number } = {}) {
  const sent = Buffer.from(whole);
  if (damagedAt !== undefined) sent[damagedAt] = (sent[damagedAt] ?? 0) ^ 1;
  const server = await startHttpDouble(({ method, headers }) => {
    const told = { etag: '"e1"', 'last-modified': new Date(0).toUTCString() };
    if (method === 'HEAD') {
      const asked = headers['x-amz-checksum-mode'] === 'ENABLED' ? checksums : {};
      return { status: 200, headers: { ...told, ...asked, 'content-length': String(whole.length) } };
    }
    const range = /^bytes=(\d+)-(\d*)$/.exec(String(headers.range));
    if (range === null) return { status: 200, headers: { ...told, ...checksums }, body: sent };
    const [start, end] = [Number(range[1]), range[2] === '' ? whole.length - 1 : Number(range[2])];
    if (start >= whole.length) return { status: 416, body: '<Error><Code>InvalidRange</Code></Error>' };
    return { status: 206, headers: told, body: sent.subarray(start, end + 1) };
  });
  onTestFinished(async () => void (await server.close()));
  const where = { region: 'us-east-1', endpoint: server.endpoint };
  return s3ObjectStore(createS3(where, { accessKeyId: 'test', secretAccessKey: 'test' }));
}

async function fetchFrom(store: Awaited<ReturnType<typeof storeOf>>): Promise<Buffer> {
  const head = await store.head(address);
  if (head === undefined) throw new Error('nothing there');
  const file = path.join(await temporaryFolder(), 'source');
  await fetchObject(store, address, head, file, new AbortController().signal);
  return readFile(file);
}

describe('a source that is fetched in ranges', () => {
  const sha256 = createHash('sha256').update(whole).digest('base64');
  test.each([
    ['CRC32', { 'x-amz-checksum-crc32': crc32Of(whole), 'x-amz-checksum-type': 'FULL_OBJECT' }],
    ['CRC64NVME', { 'x-amz-checksum-crc64nvme': crc64Of(whole), 'x-amz-checksum-type': 'FULL_OBJECT' }],
    ['SHA256', { 'x-amz-checksum-sha256': sha256 }],
  ])('is compared by its %s: a byte changed on the way is seen', async (algorithm, checksums) => {
    expect((await fetchFrom(await storeOf(checksums))).equals(whole)).toBe(true);
    const damaged = fetchFrom(await storeOf(checksums, { damagedAt: 17_000_000 }));
    await expect(damaged).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    await expect(damaged).rejects.toThrow(new RegExp(`${algorithm} .*${address.key}|${address.key}.* ${algorithm}`));
  });

  test('is compared by length alone where the store keeps a checksum of parts only, or none', async () => {
    const ofParts = { 'x-amz-checksum-crc32': `${crc32Of(whole)}-5`, 'x-amz-checksum-type': 'COMPOSITE' };
    for (const checksums of [ofParts, {}]) {
      const store = await storeOf(checksums);
      expect((await store.head(address))?.checksum).toBeUndefined();
      expect(await fetchFrom(store)).toHaveLength(whole.length);
    }
  });
});

test('an object that is read in one piece is compared too, and a changed byte is worth another attempt', async () => {
  const checksums = { 'x-amz-checksum-crc32': crc32Of(whole), 'x-amz-checksum-type': 'FULL_OBJECT' };
  expect((await allBytes((await storeOf(checksums)).read(address))).equals(whole)).toBe(true);
  const damaged = allBytes((await storeOf(checksums, { damagedAt: 7 })).read(address));
  await expect(damaged).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
});

test('CRC64NVME of the check string, and of any bytes however they are cut', () => {
  const check = crc64Nvme();
  check.update(Buffer.from('123456789'));
  expect(check.digest().toString('hex')).toBe('ae8b14860a799888');
  const bytes = patternBytes(100_003, 2);
  const [once, cut] = [crc64Nvme(), crc64Nvme()];
  once.update(bytes);
  for (let at = 0; at < bytes.length; at += 37) cut.update(bytes.subarray(at, at + 37));
  expect(cut.digest()).toEqual(once.digest());
});
