import { link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { placeFile, refuseTaken } from '../../../../../bin/commands/results/refuse-taken.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

async function folderWithMap() {
  const folder = await temporaryFolder();
  const file = (name: string) => path.join(folder, name);
  await writeFile(file('map.json'), 'edited for an hour');
  await writeFile(file('clip.mp4'), 'film');
  return { folder, file };
}

test('a file that is there is refused before work, and replaced where that is asked for', async () => {
  const { folder, file } = await folderWithMap();
  const files = [file('timeline.png'), file('map.json')];
  expect(() => refuseTaken(files, [file('clip.mp4')], false)).toThrow(/map\.json is there already.*--force/);
  expect(() => refuseTaken(files, [file('clip.mp4')], true)).not.toThrow();
  await writeFile(file('part'), 'new');
  await expect(placeFile(file('part'), file('map.json'), false)).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readFile(file('map.json'), 'utf8')).toBe('edited for an hour');
  await writeFile(file('part'), 'new');
  await placeFile(file('part'), file('map.json'), true);
  expect(await readFile(file('map.json'), 'utf8')).toBe('new');
  expect((await readdir(folder)).sort()).toEqual(['clip.mp4', 'map.json']);
});

test('what is looked at is never written over, by whatever name, and neither are links and folders', async () => {
  const { file } = await folderWithMap();
  await link(file('clip.mp4'), file('figures.csv'));
  await symlink('nowhere', file('link.csv'));
  await mkdir(file('folder.csv'));
  for (const force of [false, true]) {
    const refuse = (name: string) => () => refuseTaken([file(name)], [file('clip.mp4')], force);
    expect(refuse('clip.mp4')).toThrow(/is a file to look at, and is not written over/);
    expect(refuse('figures.csv')).toThrow(/is a file to look at/);
    expect(refuse('link.csv')).toThrow(/is there already.*give another name/);
    expect(refuse('folder.csv')).toThrow(/is there already.*give another name/);
  }
});

test('a model is never written over, by whatever name', async () => {
  const { file } = await folderWithMap();
  await mkdir(file('models'));
  for (const name of ['yunet.onnx', 'yunet.hash', 'models.lock.json']) await writeFile(file(`models/${name}`), name);
  await link(file('models/yunet.onnx'), file('figures.csv'));
  for (const name of ['models/yunet.onnx', 'models/yunet.hash', 'models/models.lock.json', 'figures.csv']) {
    const refuse = () => refuseTaken([file(name)], [file('clip.mp4')], true, file('models'));
    expect(refuse).toThrow(/is a file of the models, and is not written over/);
  }
});
