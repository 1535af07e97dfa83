import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readPreset } from '../../../../../bin/commands/asked/read-preset.ts';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

const film = { swapper: 'ghost_1_256', enhancer: 'codeformer', enhancerBlend: 60, use: 'research' };

async function folderWith(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

test('a preset is one of ours by name, a file, or a name in the folder of presets', async () => {
  const folder = await folderWith({ 'film.json': film });
  expect(readPreset('restore', folder)).toEqual({ preset: 'restore', options: {} });
  const file = path.join(folder, 'film.json');
  expect(readPreset('film', folder)).toEqual({ preset: undefined, options: film, file });
  expect(readPreset(file, undefined)).toEqual({ preset: undefined, options: film, file });
  expect(readPreset(undefined, folder)).toEqual({ preset: undefined, options: {} });
});

test('several detectors at once have a name of their own', async () => {
  const folder = await folderWith({ 'hard.json': { detector: 'many', detectorAngles: [0, 90] } });
  expect(readPreset('hard', folder).options).toEqual({ detector: 'many', detectorAngles: [0, 90] });
});

test.each([
  ['an unknown model', { swapper: 'magic_9000' }, /swapper "magic_9000".*inswapper_128/],
  ['a model of another kind', { enhancer: 'inswapper_128' }, /enhancer "inswapper_128".*gfpgan_1\.4/],
  ['a model that finds no faces', { detector: 'fairface' }, /detector "fairface".*yunet_2023_mar.*many/],
  ['an unknown option', { swaper: 'none' }, /swaper/],
  ['a value out of range', { enhancerBlend: 200 }, /enhancerBlend/],
  ['no JSON', '{', /not JSON/],
])('a preset with %s is refused by name', async (_what, content, message) => {
  const folder = await folderWith({ 'bad.json': content });
  expect(() => readPreset('bad', folder)).toThrow(UsageError);
  expect(() => readPreset('bad', folder)).toThrow(message);
});

test('a landmarker may be many, another model may not', async () => {
  const folder = await folderWith({ 'both.json': { landmarker: 'many' }, 'bad.json': { swapper: 'many' } });
  expect(readPreset('both', folder).options).toEqual({ landmarker: 'many' });
  expect(() => readPreset('bad', folder)).toThrow(/swapper "many"/);
});

test('an unknown preset names those that there are', async () => {
  const folder = await folderWith({ 'film.json': film });
  expect(() => readPreset('flim', folder)).toThrow(/"flim".*swap-restore.*film/);
  expect(() => readPreset('medium', folder)).toThrow(/--encoder-preset medium/);
  expect(() => readPreset('missing.json', folder)).toThrow(/There is no preset .*missing\.json/);
});
