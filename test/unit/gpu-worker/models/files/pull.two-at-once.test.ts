import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pinModel, readModelsLock } from '../../../../../gpu-worker/models/files/models-lock.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { goodFile, plainText } from '../../../../helpers/models/model-server.ts';
import { bytes, crcOf, hashPath, onnxPath, setUp } from '../../../../helpers/models/pull-rig.ts';

const altered = Buffer.from(bytes);
altered[150_000]! ^= 1;

test('of two pulls of one model, one that gets altered bytes cannot spoil what the other brings', async () => {
  const asked = Promise.withResolvers<void>();
  let goOn = (): void => undefined;
  const { file, folder, pull } = await setUp({
    [hashPath]: plainText(crcOf(bytes)),
    [onnxPath]: (request, response, nth) => {
      if (nth > 0) return goodFile(bytes)(request, response, nth);
      response.writeHead(200, { 'content-length': altered.length }).write(altered.subarray(0, 100_000));
      goOn = () => void response.end(altered.subarray(100_000));
      asked.resolve();
    },
  });
  const first = pull({ attempts: 1 }).catch((thrown: unknown) => thrown);
  await asked.promise;
  const waits = Promise.withResolvers<void>();
  const second = pull({ onWait: waits.resolve });
  await Promise.race([second, waits.promise]);
  goOn();
  expect(await first).toMatchObject({ code: 'MODEL_CORRUPT' });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(await second).toMatchObject({ state: 'pulled', sha256 });
  expect(await readFile(file)).toEqual(bytes);
  expect((await readModelsLock(path.join(folder, 'models.lock.json'))).models).toMatchObject({
    inswapper_128: { sha256 },
  });
});

test('a pull that waited for another takes what that one brought', async () => {
  const { asked, pull } = await setUp({ [onnxPath]: goodFile(bytes) });
  const pulled = await Promise.all([pull(), pull(), pull()]);
  expect(pulled.map(({ state }) => state).sort()).toEqual(['present', 'present', 'pulled']);
  expect(asked.filter(({ url }) => url === onnxPath)).toHaveLength(1);
});

test('no pin is lost when several are recorded at once', async () => {
  const file = path.join(await temporaryFolder(), 'models.lock.json');
  const names = ['a', 'b', 'c', 'd', 'e'];
  await Promise.all(names.map((name) => pinModel(file, name, { sha256: 'a'.repeat(64), sizeBytes: 1 })));
  expect(Object.keys((await readModelsLock(file)).models)).toEqual(names);
});
