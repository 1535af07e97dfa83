import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskOptions } from '../../../../contract/options/options.ts';
import type { Report } from '../../../../contract/report.ts';
import { openFolderObjectStore } from '../../../../gpu-worker/adapters/local/folder-object-store.ts';
import { catalog } from '../../../../gpu-worker/catalog/catalog.ts';
import { openModelSource } from '../../../../gpu-worker/models/files/model-source.ts';
import { openObjectModelSource } from '../../../../gpu-worker/models/files/object-model-source.ts';
import { pushModel } from '../../../../gpu-worker/models/files/push-models.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { demoInputs } from '../../../helpers/media/demo-inputs.ts';
import { writeConverterModel, writeSignatureModel } from '../../../helpers/models/signature-model.ts';
import { demoModelsFolder, openRig, type Rig } from '../../../helpers/workers/local-rig.ts';

const swappers = catalog.flatMap((model) => (model.role === 'swapper' ? [model] : []));
const enhancers = catalog.flatMap((model) => (model.role === 'enhancer' ? [model] : []));

let photo: Uint8Array;
let folder: string;
let rig: Rig;

/** The demo's detector and recognizer; of every other face model one that has its names and shapes. */
async function fillFolder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'faceline-models-'));
  for (const name of ['yunet_2023_mar', 'arcface_w600k_r50']) {
    for (const end of ['.onnx', '.hash']) {
      await copyFile(path.join(demoModelsFolder, `${name}${end}`), path.join(made, `${name}${end}`));
    }
  }
  const map = Float32Array.from({ length: 512 * 512 }, (_, at) => (at % 513 === 0 ? 1 : 0));
  for (const { name, size, identity, sourcePicture } of swappers) {
    const source = sourcePicture === undefined ? [1, 512] : [1, 3, sourcePicture.size, sourcePicture.size];
    const signature = { picture: 'target', size, source, ...(identity === 'mapped' ? { map } : {}) };
    await writeSignatureModel(made, name, signature);
  }
  for (const { name, size } of enhancers) await writeSignatureModel(made, name, { picture: 'input', size });
  const converter = await writeConverterModel(made);
  for (const name of ['crossface_ghost', 'crossface_simswap', 'crossface_hififace']) {
    await copyFile(converter, path.join(made, `${name}.onnx`));
  }
  return made;
}

let count = 0;
function run(options: TaskOptions, on = rig): Promise<Report> {
  count += 1;
  const key = `images/input/u1/202504051423/${count}.png`;
  return on.run({ target: photo, photos: [photo], key, options });
}

beforeAll(async () => {
  photo = await readFile((await demoInputs()).photo);
  folder = await fillFolder();
  rig = await openRig({ models: folder });
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true });
});

describe('a whole task with', () => {
  test.each(swappers.map((model) => [model.name, model] as const))('%s', async (swapper, { needs, unverified }) => {
    const report = await run({ swapper, swapperWeight: 0.3 });
    expect(report.error).toBeUndefined();
    expect(report.result?.faces).toMatchObject({ found: 1, changed: { swap: 1 } });
    const used = new Map(report.result?.models.map((model) => [model.name, model]));
    expect([...used.keys()].sort()).toEqual(['yunet_2023_mar', swapper, ...needs].sort());
    const note = used.get(swapper)?.note ?? '';
    expect(note.includes('Contract not verified'), note).toBe(unverified !== undefined);
  });

  test.each(enhancers.map(({ name }) => [name] as const))('%s', async (enhancer) => {
    const report = await run({ swapper: 'none', enhancer });
    expect(report.error).toBeUndefined();
    expect(report.result?.faces.changed.enhance).toBe(1);
  });
});

test('a task for commercial use is refused before a file is looked for', async () => {
  const empty = await openRig({ models: await temporaryFolder(), use: 'commercial' });
  const report = await run({ swapper: 'ghost_1_256', use: 'research' }, empty);
  await empty.close();
  expect(report).toMatchObject({ outcome: 'failed', error: { code: 'LICENCE_REFUSED', retryable: false } });
  expect(report.error?.message).toMatch(/refused because of ArcFace/);
  const asked = await run({ swapper: 'none', enhancer: 'codeformer', use: 'commercial' });
  expect(asked.error).toMatchObject({ code: 'LICENCE_REFUSED', message: expect.stringContaining('gfpgan_1.4') });
  expect(asked.task?.use).toBe('commercial');
});

test('another kind of model under the right name ends the task, and names both kinds', async () => {
  const wrong = await temporaryFolder();
  for (const name of ['yunet_2023_mar', 'arcface_w600k_r50']) {
    await copyFile(path.join(folder, `${name}.onnx`), path.join(wrong, `${name}.onnx`));
  }
  await copyFile(path.join(folder, 'hyperswap_1a_256.onnx'), path.join(wrong, 'inswapper_128.onnx'));
  const other = await openRig({ models: wrong });
  const report = await run({}, other);
  await other.close();
  expect(report.error).toMatchObject({
    code: 'MODEL_CONTRACT',
    message: expect.stringMatching(/128, 128.*found.*256, 256/s),
  });
});

test('models come from a bucket where the folder has none, and the report has their hashes', async () => {
  const store = await openFolderObjectStore(await temporaryFolder());
  const names = ['arcface_w600k_r50', 'hyperswap_1a_256'];
  const pushed = new Map<string, string>();
  for (const name of names) pushed.set(name, (await pushModel(store, name, { folder, bucket: 'models' })).sha256);
  const mounted = await temporaryFolder();
  await copyFile(path.join(folder, 'yunet_2023_mar.onnx'), path.join(mounted, 'yunet_2023_mar.onnx'));
  const objects = await openObjectModelSource({
    store,
    bucket: 'models',
    scratch: path.join(mounted, 'from-bucket'),
    byteLimit: 1e9,
  });
  const other = await openRig({ source: openModelSource(mounted, { objects }) });
  const report = await run({ swapper: 'hyperswap_1a_256' }, other);
  expect(report.error).toBeUndefined();
  for (const name of names) {
    expect(report.result?.models.find((model) => model.name === name)?.sha256).toBe(pushed.get(name));
  }
  const missing = await run({ swapper: 'inswapper_128' }, other);
  await other.close();
  expect(missing.error).toMatchObject({ code: 'MODEL_NOT_FOUND', message: expect.stringContaining('inswapper_128') });
});
