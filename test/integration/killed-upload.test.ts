import { spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createS3 } from '../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../gpu-worker/adapters/aws/s3-object-store.ts';
import type { ObjectStore } from '../../gpu-worker/ports.ts';
import { smallestPartBytes, uploadFile } from '../../gpu-worker/transfer/upload-file.ts';
import { newBucket } from '../helpers/aws/adapters-under-test.ts';
import { allBytes } from '../helpers/files/bytes.ts';
import { suiteFolder } from '../helpers/files/suite-folder.ts';
import { describeWithServer } from '../helpers/servers/describe-with-server.ts';
import { type Minio, startMinio } from '../helpers/servers/minio.ts';
import { randomFrom, testSeed } from '../helpers/time-and-chance/seed.ts';

const child = path.resolve(import.meta.dirname, '../fixtures/upload-child.ts');
const partBytes = smallestPartBytes;
const partCount = 10;

describeWithServer('minio', 'an upload that is killed', () => {
  const folder = suiteFolder();
  let server: Minio;
  beforeAll(async () => {
    server = await startMinio();
  });
  afterAll(() => server?.stop());

  test('goes on with the parts that are missing, and no others', async () => {
    const file = path.join(folder(), 'film.bin');
    const handle = await open(file, 'w');
    for (let part = 0; part < partCount; part += 1) await handle.write(randomFillSync(Buffer.alloc(partBytes)));
    await handle.close();
    const address = { bucket: await newBucket(server), key: 'videos/input/u1/202504051423/film.mp4' };
    const store = s3ObjectStore(createS3({ endpoint: server.endpoint, region: server.region }, server.root));

    const killAfter = 1 + Math.floor(randomFrom(testSeed('killed upload'))() * (partCount - 5));
    await killWhileUploading(server, address, file, killAfter);
    expect(await store.head(address)).toBeUndefined();
    const [before, sent]: [number[], number[]] = [[], []];
    expect(await uploadFile(noting(store, before, sent), address, file, { resume: true })).toBe('stored');
    expect(before.length).toBeGreaterThanOrEqual(killAfter);
    expect(before.length).toBeLessThan(partCount);
    console.log(`killed after ${before.length} of ${partCount} parts; sent again: ${sent.length}`);
    expect([...before, ...sent].sort((a, b) => a - b)).toEqual(Array.from({ length: partCount }, (_, i) => i + 1));
    const [stored, wanted] = [await allBytes(store.read(address)), await readFile(file)];
    expect(stored.equals(wanted)).toBe(true);
  });
});

/** The upload in a process of its own, which is killed, without a warning, once so many parts are stored. */
async function killWhileUploading(
  { endpoint, root }: Minio,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  file: string,
  parts: number,
): Promise<void> {
  const uploading = spawn(process.execPath, [child, endpoint, bucket, key, file, String(parts)], {
    env: { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: root.accessKeyId, AWS_SECRET_ACCESS_KEY: root.secretAccessKey },
    stdio: 'inherit',
  });
  expect(await once(uploading, 'exit')).toEqual([null, 'SIGKILL']);
}

/** The same store, which notes the parts that are there when an upload goes on, and those that are sent. */
const noting = (store: ObjectStore, before: number[], sent: number[]): ObjectStore => ({
  ...store,
  async startUpload(address, options) {
    const upload = await store.startUpload(address, options);
    before.push(...upload.parts.map(({ partNumber }) => partNumber));
    return {
      parts: upload.parts,
      putPart(partNumber, bytes) {
        sent.push(partNumber);
        return upload.putPart(partNumber, bytes);
      },
      complete: (how) => upload.complete(how),
      abort: () => upload.abort(),
    };
  },
});
