import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openRunFolder } from '../../../bin/commands/local/run-folder.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

test('runs that come and go in one output folder do not disturb each other', async () => {
  const out = await temporaryFolder();
  const { folder, remove } = await openRunFolder(out);
  await remove();
  let over = false;
  const others = [1, 2, 3].map(async (other) => {
    const theirs = path.join(out, path.relative(out, folder).replace(`${process.pid}.`, `${process.ppid}.${other}`));
    while (!over) {
      await mkdir(theirs, { recursive: true });
      await rm(theirs, { recursive: true });
    }
  });
  for (let round = 0; round < 100; round += 1) {
    const run = await openRunFolder(out);
    expect(await readdir(run.folder)).toEqual([]);
    await run.remove();
  }
  over = true;
  await Promise.all(others);
  expect(await readdir(out)).toEqual([]);
});

test('what a killed run left is removed by the next', async () => {
  const out = await temporaryFolder();
  const host = hostname().replace(/[^A-Za-z0-9-]+/g, '-');
  const left = path.join(out, `.faceline.${host}.${2 ** 22 + 1}.abcd`);
  await mkdir(path.join(left, 'objects'), { recursive: true });
  const { folder } = await openRunFolder(out);
  expect(await readdir(out)).toEqual([path.basename(folder)]);
});
