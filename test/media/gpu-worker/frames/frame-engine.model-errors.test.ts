import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ResolvedModel } from '../../../../gpu-worker/models/role.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { sharedFile } from '../../../helpers/media/shared.ts';
import { cpu, sharedModels } from '../../../helpers/models/engine.ts';
import { openFrameEngine } from '../../../helpers/models/open-models.ts';

type Change = (from: string, to: string) => Promise<void>;

/** The models of a swap, one of them changed. */
async function withChanged(name: string, change: Change): Promise<ResolvedModel[]> {
  const file = path.join(await temporaryFolder(), `${name}.onnx`);
  const models = await sharedModels({ enhancer: 'gfpgan_1.4' });
  for (const model of models) if (model.name === name) await change(model.path, file);
  return models.map((model) => (model.name === name ? { ...model, path: file } : model));
}

const cutShort: Change = async (from, to) => {
  const bytes = await readFile(from);
  await writeFile(to, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
};
const replacedBy =
  (other: string): Change =>
  (_, to) =>
    copyFile(sharedFile(`models/${other}.onnx`), to);

describe('model files that are not what they should be', () => {
  test.each(['yunet_2023_mar', 'arcface_w600k_r50', 'inswapper_128', 'gfpgan_1.4'])('%s cut short', async (name) => {
    const opening = openFrameEngine(await withChanged(name, cutShort), cpu);
    await expect(opening).rejects.toMatchObject({ code: 'MODEL_CORRUPT', retryable: false });
  });

  test.each([
    ['yunet_2023_mar', 'xseg_1'],
    ['arcface_w600k_r50', 'fairface'],
    ['inswapper_128', 'hyperswap_1a_256'],
    ['inswapper_128', 'gfpgan_1.4'],
    ['gfpgan_1.4', 'inswapper_128'],
  ])('%s that is really %s', async (name, other) => {
    const opening = openFrameEngine(await withChanged(name, replacedBy(other)), cpu);
    await expect(opening).rejects.toMatchObject({
      code: 'MODEL_CONTRACT',
      retryable: false,
      message: expect.stringMatching(/expected.*found/s),
    });
  });

  test('a text file', async () => {
    const opening = openFrameEngine(await withChanged('inswapper_128', (_, to) => writeFile(to, 'not a model')), cpu);
    await expect(opening).rejects.toMatchObject({ code: 'MODEL_CORRUPT', retryable: false });
  });

  test('CUDA where there is none is an error, never the CPU in silence', async () => {
    const opening = openFrameEngine(await sharedModels(), { provider: 'cuda', intraOpThreads: 1 });
    await expect(opening).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: false });
  });
});
