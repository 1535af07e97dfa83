import { readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../../bin/commands/exit-codes.ts';
import { makeFolder, tryFolder } from '../../../../bin/commands/make-folder.ts';
import { makeFolders } from '../../../../gpu-worker/files/make-folders.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';

test('folders are made from the first that is missing, and that one is told', async () => {
  const top = await temporaryFolder();
  expect(makeFolders(path.join(top, 'a/b/c'))).toBe(path.join(top, 'a'));
  expect(makeFolders(path.join(top, 'a/b/c'))).toBeUndefined();
  expect(makeFolders(path.join(top, 'a/d'))).toBe(path.join(top, 'a/d'));
});

test('what cannot be a folder is an error at once, for a command in words', async () => {
  const top = await temporaryFolder();
  await writeFile(path.join(top, 'file'), '');
  await symlink(path.join(top, 'nowhere'), path.join(top, 'link'));
  expect(() => makeFolders(path.join(top, 'file/a/b'))).toThrow(/ENOTDIR.*file is no folder/);
  expect(() => makeFolders(path.join(top, 'link/a'))).toThrow(/EEXIST/);
  expect(() => makeFolder('--out', path.join(top, 'file'))).toThrow(
    /^--out: nothing can be written to .*file: a part of the path is a file, not a folder\. Name another folder\.$/,
  );
});

test('a folder is tried out without being made', async () => {
  const top = await temporaryFolder();
  await writeFile(path.join(top, 'file'), '');
  await symlink(path.join(top, 'nowhere'), path.join(top, 'link'));
  for (const name of ['', 'a/b/c']) tryFolder('--out', path.join(top, name));
  for (const name of ['file', 'file/a', 'link', 'link/a', 'x'.repeat(300)]) {
    const tried = () => tryFolder('--out', path.join(top, name));
    expect(tried, name).toThrow(UsageError);
    expect(tried, name).toThrow(/^--out: nothing can be written to .*Name another folder\.$/);
  }
  expect((await readdir(top)).sort()).toEqual(['file', 'link']);
});

const isLinux = process.platform === 'linux';

test.runIf(isLinux)('a system folder that refuses what root may do is no endless loop', () => {
  expect(() => makeFolders('/proc/x/y')).toThrow(/ENOENT/);
  expect(() => makeFolders('/dev/null/x')).toThrow(/ENOTDIR/);
  expect(() => makeFolder('--out', '/proc')).toThrow(
    /nothing can be written to \/proc: (there is no such folder|you may not)/,
  );
  expect(() => tryFolder('--out', '/proc/x/y')).toThrow(/nothing can be written to \/proc\/x\/y: /);
});
