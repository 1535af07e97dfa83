import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openLocalRooms, openRunFolder } from '../../../../../bin/commands/local/run-folder.ts';
import { temporaryIn } from '../../../../../bin/commands/results/passing-names.ts';
import { processMark } from '../../../../../gpu-worker/files/process-mark.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

const module = path.resolve(import.meta.dirname, '../../../../../bin/commands/local/run-folder.ts');

test('runs into one output folder begin and end without regard to each other, and leave nothing', async () => {
  const out = await temporaryFolder();
  const program = `
    import { writeFile } from 'node:fs/promises';
    const { openRunFolder } = await import(${JSON.stringify(module)});
    for (let round = 0; round < 300; round += 1) {
      const run = await openRunFolder('--out', ${JSON.stringify(out)});
      await writeFile(run.folder + '/queue', '');
      await run.remove();
    }`;
  const runs = Array.from({ length: 3 }, () =>
    once(spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'inherit' }), 'exit'),
  );
  expect(await Promise.all(runs)).toEqual(runs.map(() => [0, null]));
  expect(await readdir(out)).toEqual([]);
});

test('folders that were made for a run go with it where nothing came of it, and no others', async () => {
  const top = await temporaryFolder();
  await mkdir(path.join(top, 'mine'));
  for (const out of ['mine', 'mine/a/b', 'new/out']) await (await openRunFolder('--out', path.join(top, out))).remove();
  expect(await readdir(top, { recursive: true })).toEqual(['mine']);
  const run = await openRunFolder('--out', path.join(top, 'new/out'));
  await writeFile(path.join(top, 'new/clip.mp4'), 'a film');
  await run.remove();
  expect((await readdir(top, { recursive: true })).sort()).toEqual(['mine', 'new', 'new/clip.mp4']);
});

test('what a killed run left is removed by the next', async () => {
  const out = await temporaryFolder();
  const host = hostname().replace(/[^A-Za-z0-9-]+/g, '-');
  const gone = `${host}.${2 ** 22 + 1}.0123abcd`;
  await mkdir(path.join(out, `.faceline.${gone}`, 'objects'), { recursive: true });
  await writeFile(temporaryIn(out).replace(processMark, gone), 'a film on its way');
  expect(await readdir(out)).toHaveLength(2);
  const { folder } = await openRunFolder('--out', out);
  expect(await readdir(out)).toEqual([path.basename(folder)]);
});

test('what only looks as if a run had left it stays, however old', async () => {
  const out = await temporaryFolder();
  const old = Date.now() / 1000 - 3 * 86_400;
  const put = async (name: string): Promise<void> => {
    await mkdir(path.join(out, path.dirname(name)), { recursive: true });
    await writeFile(path.join(out, name), 'mine');
    await utimes(path.join(out, name), old, old);
  };
  const mark = '.faceline.another-host.12.0123abcd';
  const foreign = [
    '.faceline.backup.1.zip',
    '.faceline.notes.2024.txt',
    '.faceline.old.2023.photos/a.jpg',
    '.faceline.another-host.12.0123abcd.89abcdef.part/a.jpg',
    '.faceline.another-host.13.0123abcd/objects.zip',
    '.faceline.another-host.14.0123abcd',
  ];
  const ours = [`${mark}/queue.sqlite`, `${mark}/objects/input/a`, `${mark}.01234567.part`];
  for (const name of [...foreign, ...ours]) await put(name);
  for (const name of await readdir(out)) await utimes(path.join(out, name), old, old);
  for (const name of ['', '/objects', '/objects/input']) await utimes(path.join(out, mark + name), old, old);
  const run = await openRunFolder('--out', out);
  await run.remove();
  expect((await readdir(out)).sort()).toEqual(foreign.map((name) => name.split('/')[0]).sort());
  expect(await readdir(path.join(out, '.faceline.old.2023.photos'))).toEqual(['a.jpg']);
});

test('a run of another host that began days ago and still writes keeps its folder', async () => {
  const out = await temporaryFolder();
  const folder = path.join(out, '.faceline.another-host.12.0123abcd');
  await mkdir(path.join(folder, 'scratch', 'task'), { recursive: true });
  await writeFile(path.join(folder, 'scratch', 'task', 'frames'), 'so far');
  const old = Date.now() / 1000 - 3 * 86_400;
  for (const name of ['scratch/task', 'scratch', '']) await utimes(path.join(folder, name), old, old);
  await (await openRunFolder('--out', out)).remove();
  expect(await readdir(path.join(folder, 'scratch', 'task'))).toEqual(['frames']);
});

test('where objects or queue cannot be opened, no folder of the run is left', async () => {
  const top = await temporaryFolder();
  const run = await openRunFolder('--out', path.join(top, 'out'));
  await writeFile(path.join(run.folder, 'objects'), 'no folder');
  await expect(openLocalRooms(run, 5)).rejects.toThrow();
  expect(await readdir(top)).toEqual([]);
});
