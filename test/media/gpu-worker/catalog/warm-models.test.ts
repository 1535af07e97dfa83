import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openWarmModels, type WarmModels } from '../../../../gpu-worker/catalog/warm-models.ts';
import type { ResolvedModel } from '../../../../gpu-worker/models/role.ts';
import { enhancerRole } from '../../../../gpu-worker/processors/enhance/enhancer.ts';
import { swapperNamed } from '../../../../gpu-worker/processors/swap/swapper-named.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { cpu } from '../../../helpers/models/engine.ts';
import { writeConverterModel, writeSignatureModel } from '../../../helpers/models/signature-model.ts';

let warm: WarmModels | undefined;
afterEach(() => warm?.close());

async function resolved(role: string, name: string, file: string): Promise<ResolvedModel> {
  const { size } = await stat(file);
  return { role, name, path: file, sha256: `of ${file}`, sizeBytes: size, licence: 'demo' };
}

async function enhancer(name: string, size = 512): Promise<ResolvedModel> {
  const file = await writeSignatureModel(await temporaryFolder(), name, { picture: 'input', size });
  return resolved('enhancer', name, file);
}

test('what is warm is not loaded again, whatever came between', async () => {
  warm = openWarmModels(cpu, Number.POSITIVE_INFINITY);
  const [a, b] = [await enhancer('gfpgan_1.4'), await enhancer('codeformer')];
  const first = (await warm.prepare([a])).get(enhancerRole, 'gfpgan_1.4');
  await warm.prepare([b]);
  await rm(a.path);
  expect((await warm.prepare([a])).get(enhancerRole, 'gfpgan_1.4')).toBe(first);
  expect(warm.names).toEqual(['codeformer', 'gfpgan_1.4']);
});

test('a task sees its own models only', async () => {
  warm = openWarmModels(cpu, Number.POSITIVE_INFINITY);
  await warm.prepare([await enhancer('gfpgan_1.4')]);
  const models = await warm.prepare([await enhancer('codeformer')]);
  expect(() => models.get(enhancerRole, 'gfpgan_1.4')).toThrow(expect.objectContaining({ code: 'MODEL_NOT_FOUND' }));
});

test('the limit closes what was used least lately, never what the task needs', async () => {
  const all = await Promise.all(['gfpgan_1.2', 'gfpgan_1.3', 'gfpgan_1.4'].map((name) => enhancer(name)));
  const [a, b, c] = all;
  if (a === undefined || b === undefined || c === undefined) throw new Error('three models were written');
  warm = openWarmModels(cpu, a.sizeBytes + b.sizeBytes);
  await warm.prepare([a]);
  await warm.prepare([b]);
  await warm.prepare([a]);
  await warm.prepare([c]);
  expect(warm.names).toEqual(['gfpgan_1.2', 'gfpgan_1.4']);
  await warm.prepare(all);
  expect(warm.names).toEqual(['gfpgan_1.2', 'gfpgan_1.3', 'gfpgan_1.4']);
});

test('another file under the same name is another model', async () => {
  warm = openWarmModels(cpu, Number.POSITIVE_INFINITY);
  const model = await enhancer('gfpgan_1.4');
  const first = (await warm.prepare([model])).get(enhancerRole, 'gfpgan_1.4');
  expect((await warm.prepare([{ ...model, sha256: 'of other bytes' }])).get(enhancerRole, 'gfpgan_1.4')).not.toBe(
    first,
  );
});

test('another kind of model under the right name is refused by both signatures; what is warm stays', async () => {
  warm = openWarmModels(cpu, Number.POSITIVE_INFINITY);
  const good = await enhancer('gfpgan_1.4');
  const first = (await warm.prepare([good])).get(enhancerRole, 'gfpgan_1.4');
  const wrong = await resolved('enhancer', 'codeformer', (await enhancer('gpen_bfr_256', 256)).path);
  await expect(warm.prepare([good, wrong])).rejects.toMatchObject({
    code: 'MODEL_CONTRACT',
    message: expect.stringMatching(/512, 512.*found.*256, 256/s),
  });
  expect((await warm.prepare([good])).get(enhancerRole, 'gfpgan_1.4')).toBe(first);
});

test('a swapper behind a converter prepares identities through it, and says so when it is missing', async () => {
  warm = openWarmModels(cpu, Number.POSITIVE_INFINITY);
  const folder = await temporaryFolder();
  const signature = { picture: 'target', size: 256, source: [1, 512] };
  const swapper = await resolved('swapper', 'ghost_1_256', await writeSignatureModel(folder, 'ghost', signature));
  const converter = await resolved('embedding-converter', 'crossface_ghost', await writeConverterModel(folder));
  expect(path.basename(converter.path)).toBe('converter.onnx');
  const embedding = Float32Array.from({ length: 512 }, (_, at) => at + 1);
  const models = await warm.prepare([converter, swapper]);
  const identity = await swapperNamed(models, 'ghost_1_256').prepareIdentity(embedding);
  expect([identity[0], identity[511]]).toEqual([-512, -1]);
  const alone = await warm.prepare([swapper]);
  expect(() => swapperNamed(alone, 'ghost_1_256')).toThrow(/crossface_ghost/);
});
