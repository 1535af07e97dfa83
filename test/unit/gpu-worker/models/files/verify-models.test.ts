import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkWholeOnnx } from '../../../../../gpu-worker/models/files/model-file.ts';
import { pinModel } from '../../../../../gpu-worker/models/files/models-lock.ts';
import { verifyModels } from '../../../../../gpu-worker/models/files/verify-models.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { sharedFile } from '../../../../helpers/media/shared.ts';
import { onnxBytes } from '../../../../helpers/models/model-server.ts';

test('tells for each model whether it is what it was', async () => {
  const folder = await temporaryFolder();
  const bytes = onnxBytes(3000);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const crc = crc32(bytes).toString(16).padStart(8, '0');
  const put = (name: string, content: Uint8Array | string) => writeFile(path.join(folder, name), content);
  const pin = (name: string, sum: string) =>
    pinModel(path.join(folder, 'models.lock.json'), name, { sha256: sum, sizeBytes: bytes.length });
  await put('pinned.onnx', bytes);
  await pin('pinned', sha256);
  await put('hashed.onnx', bytes);
  await put('hashed.hash', crc);
  await put('bare.onnx', bytes);
  await put('cut.onnx', bytes.subarray(0, 2000));
  await put('altered.onnx', onnxBytes(3000, 2));
  await pin('altered', sha256);
  await put('other-hash.onnx', bytes);
  await put('other-hash.hash', '00000000');
  await pin('gone', sha256);
  const states = (await verifyModels(folder)).map(({ name, state }) => [name, state]);
  expect(states).toEqual([
    ['altered', 'altered'],
    ['bare', 'unpinned'],
    ['cut', 'altered'],
    ['gone', 'missing'],
    ['hashed', 'ok'],
    ['other-hash', 'altered'],
    ['pinned', 'ok'],
  ]);
});

test('a file cut anywhere is seen to be no whole model', async () => {
  const file = path.join(await temporaryFolder(), 'x.onnx');
  const bytes = onnxBytes(500);
  for (let length = 0; length < bytes.length; length += 1) {
    await writeFile(file, bytes.subarray(0, length));
    await expect(checkWholeOnnx(file), `${length} bytes`).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  }
  await writeFile(file, bytes);
  await checkWholeOnnx(file);
});

describe('real files', () => {
  test('are whole, and as their .hash says', async () => {
    const verified = await verifyModels(sharedFile('models'));
    expect(verified.length).toBeGreaterThan(10);
    expect(verified.filter(({ state }) => state !== 'ok')).toEqual([]);
  });
});
