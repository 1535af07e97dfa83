import { expect, test } from 'vitest';
import type { UseOrAny } from '../../../../contract/use.ts';
import { allowedModels } from '../../../../gpu-worker/catalog/allowed-models.ts';
import { modelsNamed, neededModels } from '../../../../gpu-worker/catalog/needed-models.ts';
import type { ModelSource } from '../../../../gpu-worker/models/files/model-source.ts';
import type { NeededModel } from '../../../../gpu-worker/models/role.ts';
import { taskWith } from '../../../helpers/models/engine.ts';

/** A source that must not be asked for files. */
const source = (licenceOf = ({ licence }: NeededModel) => licence): ModelSource => ({
  has: async () => true,
  licenceOf: async (model) => licenceOf(model),
  hold: () => {
    throw new Error('a file was asked for before the licences');
  },
});
const ask = (options: Parameters<typeof taskWith>[0], task: Exclude<UseOrAny, 'any'> | undefined, fleet?: UseOrAny) =>
  allowedModels(neededModels(taskWith(options)), task, {
    models: source(),
    ...(fleet === undefined ? {} : { use: fleet }),
  });

test('nobody said what for: nothing is refused', async () => {
  expect(await ask({}, undefined)).toHaveLength(3);
  expect(await ask({ swapper: 'hyperswap_1a_256' }, undefined, 'any')).toHaveLength(3);
});

test.each([
  ['the task', 'commercial', 'any'],
  ['the fleet', undefined, 'commercial'],
  ['the stricter of both', 'research', 'commercial'],
] as const)('%s decides', async (_who, task, fleet) => {
  await expect(ask({}, task, fleet)).rejects.toMatchObject({ code: 'LICENCE_REFUSED', retryable: false });
});

test('a free swapper is refused because of ArcFace, and the message says so', async () => {
  await expect(ask({ swapper: 'ghost_1_256' }, 'commercial')).rejects.toThrow(
    /ghost_1_256 itself \(Apache-2\.0\) would do, but is refused because of ArcFace/,
  );
});

test('what is refused is named, and what would do', async () => {
  await expect(ask({ swapper: 'none', enhancer: 'codeformer' }, 'commercial')).rejects.toThrow(
    /codeformer: S-Lab-1\.0, permits non-commercial use.*gfpgan_1\.4.*restoreformer_plus_plus/,
  );
  expect(await ask({ swapper: 'none', enhancer: 'gfpgan_1.4' }, 'commercial')).toHaveLength(2);
  await expect(ask({ swapper: 'hyperswap_1a_256' }, 'non-commercial')).rejects.toThrow(/ResearchRAIL.*inswapper_128/);
  expect(await ask({ swapper: 'hyperswap_1a_256' }, 'research')).toHaveLength(3);
});

test('of several detectors each counts', async () => {
  const restore = { swapper: 'none', enhancer: 'gfpgan_1.4', detector: 'many' };
  await expect(ask(restore, 'commercial')).rejects.toThrow(
    /retinaface_10g: Non-Commercial.*scrfd_2\.5g: Non-Commercial.*Permitted instead: yunet_2023_mar, yoloface_8n/,
  );
  expect(await ask(restore, 'non-commercial')).toHaveLength(4);
});

test('demo models are known before a file is fetched, and permit any use', async () => {
  const needed = neededModels(taskWith());
  const models = source(() => 'demo');
  expect(await allowedModels(needed, 'commercial', { models })).toEqual(needed);
});

test('names alone bring what they need, and an unknown one is refused', () => {
  expect(modelsNamed(['ghost_2_256', 'gfpgan_1.4']).map(({ name }) => name)).toEqual([
    'arcface_w600k_r50',
    'crossface_ghost',
    'ghost_2_256',
    'gfpgan_1.4',
  ]);
  expect(() => modelsNamed(['magic_9000'])).toThrow(/magic_9000.*inswapper_128/);
});
