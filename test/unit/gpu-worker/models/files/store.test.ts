import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { allowedModels } from '../../../../../gpu-worker/catalog/allowed-models.ts';
import { neededModels } from '../../../../../gpu-worker/catalog/needed-models.ts';
import { openModelSource } from '../../../../../gpu-worker/models/files/model-source.ts';
import { resolveModels } from '../../../../../gpu-worker/models/files/store.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { taskWith } from '../../../../helpers/models/engine.ts';
import { demoModelsFolder } from '../../../../helpers/workers/local-rig.ts';

const needed = [{ role: 'detector', name: 'yunet_2023_mar', licence: 'MIT' }] as const;
const content = Buffer.from('the bytes of a detector');

async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(folder, name), bytes);
  return folder;
}

test('a model with its right hash is taken without a note', async () => {
  const hash = crc32(content).toString(16).padStart(8, '0');
  const folder = await folderWith({ 'yunet_2023_mar.onnx': content, 'yunet_2023_mar.hash': `${hash}\n` });
  const sha256 = createHash('sha256').update(content).digest('hex');
  expect(await resolveModels(folder, needed)).toEqual([
    { ...needed[0], path: path.join(folder, 'yunet_2023_mar.onnx'), sha256, sizeBytes: content.length },
  ]);
});

test('a model without a hash is taken with a note', async () => {
  const [model] = await resolveModels(await folderWith({ 'yunet_2023_mar.onnx': content }), needed);
  expect(model?.note).toContain('was not checked');
});

test('a wrong hash is corrupt, whatever the file', async () => {
  const folder = await folderWith({ 'yunet_2023_mar.onnx': content, 'yunet_2023_mar.hash': '0badc0de' });
  await expect(resolveModels(folder, needed)).rejects.toMatchObject({
    code: 'MODEL_CORRUPT',
    retryable: false,
    message: expect.stringContaining('0badc0de'),
  });
});

test('a pinned model is the pinned one, and needs no hash', async () => {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const lock = (pinned: string) =>
    JSON.stringify({ version: 1, models: { yunet_2023_mar: { sha256: pinned, sizeBytes: content.length } } });
  const folder = await folderWith({ 'yunet_2023_mar.onnx': content, 'models.lock.json': lock(sha256) });
  const [model] = await resolveModels(folder, needed);
  expect(model).toMatchObject({ sha256 });
  expect(model).not.toHaveProperty('note');

  const hash = crc32(content).toString(16).padStart(8, '0');
  await writeFile(path.join(folder, 'yunet_2023_mar.hash'), hash);
  await writeFile(path.join(folder, 'models.lock.json'), lock('ab'.repeat(32)));
  const altered = { code: 'MODEL_CORRUPT', message: expect.stringMatching(/sha256 .* pinned/) };
  await expect(resolveModels(folder, needed)).rejects.toMatchObject(altered);
  await expect(openModelSource(folder).hold(needed)).rejects.toMatchObject(altered);

  const elsewhere = await folderWith({ 'fleet.lock.json': lock(sha256) });
  const source = openModelSource(folder, { lockFile: path.join(elsewhere, 'fleet.lock.json') });
  expect((await source.hold(needed)).models).toMatchObject([{ sha256 }]);
});

const twoModels = [
  { role: 'recognizer', name: 'arcface_w600k_r50', licence: 'Non-Commercial' },
  { role: 'swapper', name: 'inswapper_128', licence: 'Non-Commercial' },
] as const;

test('all missing files are named together, with the one command that fetches them', async () => {
  const folder = await folderWith({});
  const missing = (text: string) => ({
    code: 'MODEL_NOT_FOUND',
    retryable: false,
    message: expect.stringContaining(text),
  });
  const both = 'arcface_w600k_r50 (recognizer), inswapper_128 (swapper)';
  await expect(resolveModels(folder, twoModels)).rejects.toMatchObject(
    missing(`2 models are missing in ${folder}: ${both}`),
  );
  const command = 'fetches them: faceline models pull arcface_w600k_r50 inswapper_128 --folder ';
  await expect(openModelSource(folder).hold(twoModels)).rejects.toMatchObject(missing(`${command}${folder}`));

  await writeFile(path.join(folder, 'arcface_w600k_r50.onnx'), content);
  const one = `A model is missing in ${folder}: inswapper_128 (swapper). This fetches it: faceline models pull inswapper_128 `;
  await expect(resolveModels(folder, twoModels)).rejects.toMatchObject(missing(one));
});

test('a demo model says so, wherever it lies', async () => {
  const folder = await folderWith({
    'arcface_w600k_r50.onnx': await readFile(path.join(demoModelsFolder, 'arcface_w600k_r50.onnx')),
    'inswapper_128.onnx': content,
  });
  expect(await resolveModels(folder, twoModels)).toMatchObject([
    { licence: 'demo', note: expect.stringContaining('Faceline demo model') },
    { licence: 'Non-Commercial', note: expect.not.stringContaining('demo') },
  ]);
});

test('a word of the folder opens the licence gate for no other file', async () => {
  const files = { 'arcface_w600k_r50.onnx': content, 'inswapper_128.onnx': content };
  const folder = await folderWith({ ...files, 'demo.json': '{"note": "A demo model."}' });
  const models = openModelSource(folder);
  await expect(allowedModels(twoModels, 'commercial', { models })).rejects.toMatchObject({ code: 'LICENCE_REFUSED' });
  expect((await models.hold(twoModels)).models.map(({ licence }) => licence)).toEqual([
    'Non-Commercial',
    'Non-Commercial',
  ]);
  const demo = { models: openModelSource(demoModelsFolder) };
  expect(await allowedModels(twoModels, 'commercial', demo)).toEqual(twoModels);
});

test('a swap needs detector, recognizer and swapper; restoration alone needs no recognizer', () => {
  const roles = (options: Parameters<typeof taskWith>[0]): string[] =>
    neededModels(taskWith(options)).map(({ role, name }) => `${role} ${name}`);
  expect(roles({})).toEqual(['detector yunet_2023_mar', 'recognizer arcface_w600k_r50', 'swapper inswapper_128']);
  expect(roles({ swapper: 'none', enhancer: 'codeformer' })).toEqual([
    'detector yunet_2023_mar',
    'enhancer codeformer',
  ]);
  expect(roles({ swapper: 'none', transcode: true })).toEqual([]);
  expect(roles({ swapper: 'none', upscaler: 'real_esrgan_x2' })).toEqual(['upscaler real_esrgan_x2']);
  expect(roles({ swapper: 'none', colouriser: 'ddcolor' })).toEqual(['colouriser ddcolor']);
  expect(roles({ swapper: 'none', debug: true })).toEqual(['detector yunet_2023_mar']);
  const all = roles({ landmarker: '2dfan4', masks: ['occlusion', 'region', 'area'], occluder: 'xseg_2' });
  expect(all.slice(1)).toEqual([
    'landmarker 2dfan4',
    'estimator fan_68_5',
    'recognizer arcface_w600k_r50',
    'swapper inswapper_128',
    'occluder xseg_2',
    'parser bisenet_resnet_34',
  ]);
  expect(roles({ masks: ['area'] })).toContain('estimator fan_68_5');
  expect(roles({ detector: 'many', swapper: 'none', enhancer: 'codeformer' })).toEqual([
    'detector retinaface_10g',
    'detector scrfd_2.5g',
    'detector yoloface_8n',
    'enhancer codeformer',
  ]);
  const landmarkers = (landmarker: string) =>
    roles({ landmarker }).filter((each) => /^(landmarker|estimator)/.test(each));
  expect(landmarkers('peppa_wutz')).toEqual(['landmarker peppa_wutz', 'estimator fan_68_5']);
  expect(landmarkers('many')).toEqual(['landmarker 2dfan4', 'landmarker peppa_wutz', 'estimator fan_68_5']);
});

test('a classifier is needed only where a selector asks for it, and faces are worked on', () => {
  const classifies = (options: Parameters<typeof taskWith>[0]) =>
    neededModels(taskWith(options)).some(({ role, name }) => role === 'classifier' && name === 'fairface');
  expect(classifies({})).toBe(false);
  expect(classifies({ faces: 'one', faceOrder: 'left-right', tracks: true })).toBe(false);
  expect(classifies({ selectAgeFrom: 0, selectAgeTo: 100, selectGender: 'any' })).toBe(false);
  expect(classifies({ selectGender: 'female' })).toBe(true);
  expect(classifies({ selectAgeFrom: 18 })).toBe(true);
  expect(classifies({ swapper: 'none', upscaler: 'real_esrgan_x2', selectGender: 'male' })).toBe(false);
});

test('what this version cannot run is refused by name', () => {
  expect(() => neededModels(taskWith({ landmarker: 'salsa_wutz' }))).toThrow(/salsa_wutz.*2dfan4/);
  expect(() => neededModels(taskWith({ detector: 'mtcnn' }))).toThrow(/detector "mtcnn".*yunet_2023_mar.*many/);
  expect(() => neededModels(taskWith({ swapper: 'none', colouriser: 'inswapper_128' }))).toThrow(
    /no colouriser "inswapper_128".*ddcolor_artistic/,
  );
  expect(() => neededModels(taskWith({ swapper: 'magic_9000' }))).toThrow(/magic_9000.*inswapper_128/);
});

test('a switch to models that were used before reads no file again', async () => {
  const folder = await folderWith({ 'arcface_w600k_r50.onnx': content, 'inswapper_128.onnx': content });
  const opened = vi.spyOn(fs, 'open');
  onTestFinished(() => opened.mockRestore());
  const filesRead = async (model: (typeof twoModels)[number]) => {
    opened.mockClear();
    await resolveModels(folder, [model]);
    return opened.mock.calls.map(([file]) => path.basename(String(file)));
  };
  const [one, other] = twoModels;
  expect(await filesRead(one)).toEqual(['arcface_w600k_r50.onnx']);
  expect(await filesRead(other)).toEqual(['inswapper_128.onnx']);
  expect(await filesRead(one)).toEqual([]);
});

test('a file that is replaced between two tasks is summed again', async () => {
  const folder = await folderWith({ 'yunet_2023_mar.onnx': content });
  const [first] = await resolveModels(folder, needed);
  expect(await resolveModels(folder, needed)).toEqual([first]);
  await writeFile(path.join(folder, 'yunet_2023_mar.onnx'), Buffer.from('the bytes of another one'));
  const [second] = await resolveModels(folder, needed);
  expect(second?.sha256).not.toBe(first?.sha256);
});
