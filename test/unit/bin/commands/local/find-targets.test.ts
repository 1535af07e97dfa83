import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeJobs } from '../../../../../bin/commands/local/asked-jobs.ts';
import { findTargets } from '../../../../../bin/commands/local/find-targets.ts';
import { resultStems } from '../../../../../bin/commands/local/pair-files.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { doneReport } from '../../../../helpers/tasks/done-report.ts';

/** A folder with files of these names; a report tells that `a.swapped.mp4` was made of `a.mp4`. */
async function folderWith(...names: readonly string[]) {
  const folder = await temporaryFolder();
  for (const name of names) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), name);
  }
  const found = (...given: readonly string[]) =>
    findTargets(given.map((each) => path.join(folder, each))).targets.map((file) => path.relative(folder, file));
  return { folder, found };
}

async function withResult(...more: readonly string[]) {
  const made = ['a.swapped.mp4', 'a.poster.jpg', 'a.preview.jpg'];
  const { folder, found } = await folderWith('a.mp4', ...made, ...more);
  const done = doneReport();
  const [file = '', poster = '', preview = ''] = made;
  const result = done.result && { ...done.result, file, poster, preview, sizeBytes: file.length };
  const source = { bucket: 'input', key: 'videos/input/local/202504051423/a.mp4' };
  await writeFile(path.join(folder, 'a.report.json'), JSON.stringify({ ...done, source, result }));
  return { folder, found };
}

test('a folder stands for its videos and images, not for hidden files, other files and folders in it', async () => {
  const { folder, found } = await folderWith(
    'b.MKV',
    'a.mp4',
    'c.webp',
    '.d.mp4',
    'notes.txt',
    'x.report.json',
    'sub/e.mp4',
  );
  await symlink('nowhere.mp4', path.join(folder, 'gone.mp4'));
  expect(found('.')).toEqual(['a.mp4', 'b.MKV', 'c.webp']);
  expect(found('.', 'a.mp4', 'sub')).toEqual(['a.mp4', 'b.MKV', 'c.webp', 'sub/e.mp4']);
});

test('a pattern stands for what it matches, in folders below too where it says so', async () => {
  const { found } = await folderWith('a.mp4', 'b.mp4', 'sub/deep/c.mp4', 'sub/deep/c.txt', '.hidden/d.mp4');
  expect(found('[ab].mp4')).toEqual(['a.mp4', 'b.mp4']);
  expect(found('sub/**/*')).toEqual(['sub/deep/c.mp4']);
});

test('a file may have the name of a pattern', async () => {
  const { found } = await folderWith('a[1].mp4', 'a1.mp4');
  expect(found('a[1].mp4')).toEqual(['a[1].mp4']);
});

test('results of earlier runs are no targets, unless they alone are named', async () => {
  const { folder, found } = await withResult('b.mp4');
  expect(found('.')).toEqual(['a.mp4', 'b.mp4']);
  expect(found('*.mp4')).toEqual(['a.mp4', 'b.mp4']);
  expect(found('a.mp4', 'a.swapped.mp4', 'b.mp4')).toEqual(['a.mp4', 'b.mp4']);
  expect(findTargets([folder]).notes).toEqual(['Left out, being results of earlier runs: a.swapped.mp4 and 2 more.']);
  expect(found('a.swapped.mp4')).toEqual(['a.swapped.mp4']);
  expect(found('*.swapped.mp4')).toEqual(['a.swapped.mp4']);
  await writeFile(path.join(folder, 'a.swapped.mp4'), 'edited since, and somebody’s own');
  expect(found('.')).toEqual(['a.mp4', 'a.swapped.mp4', 'b.mp4']);
});

test.each([
  ['a file that is not there', 'nothing.mp4', /--target: there is no .*nothing\.mp4\./],
  ['a folder without any', 'empty', /in .*empty is no video and no image\./],
  ['a pattern that matches none', '*.mkv', /"[^"]*\*\.mkv" matches no video and no image/],
])('%s is refused', async (_what, given, message) => {
  const { found } = await folderWith('a.mp4', 'empty/notes.txt');
  expect(() => found(given)).toThrow(message);
});

test.runIf(process.platform !== 'win32')('a device is no target', () => {
  expect(() => findTargets(['/dev/null'])).toThrow(/\/dev\/null is neither a file nor a folder/);
});

test('each target takes its photos from its own folder, and they are no targets then', async () => {
  const names = ['a.mp4', 'a.jpg', 'b.mp4', 'still.png', 'person.jpg', 'sub/c.mp4', 'sub/c.png'];
  const { folder } = await folderWith(...names);
  const paired = (options: Parameters<typeof makeJobs>[1]) =>
    makeJobs(findTargets([folder, path.join(folder, 'sub')]).targets, options).map(({ target, photos }) =>
      [target, ...photos].map((file) => path.relative(folder, file)),
    );
  expect(paired({ photos: [], options: {} })).toEqual([
    ['a.mp4', 'a.jpg'],
    ['b.mp4', 'person.jpg'],
    ['still.png', 'person.jpg'],
    ['sub/c.mp4', 'sub/c.png'],
  ]);
  const me = path.join(folder, 'me.jpg');
  const all = paired({ photos: [me], options: {} });
  expect(all.map(([target]) => target)).toEqual([
    'a.jpg',
    'a.mp4',
    'b.mp4',
    'person.jpg',
    'still.png',
    'sub/c.mp4',
    'sub/c.png',
  ]);
  expect(new Set(all.map(([, photo]) => photo))).toEqual(new Set(['me.jpg']));
  const restored = paired({ photos: [], options: { swapper: 'none', enhancer: 'gfpgan_1.4' } });
  expect(restored).toHaveLength(names.length);
  expect(restored.flat()).toHaveLength(names.length);
});

test('results are called after the stem, or the whole name where two files share one', () => {
  expect(resultStems(['x.mp4', 'y.mp4', 'y.png'])).toEqual(['x', 'y.mp4', 'y.png']);
  expect(resultStems(['a/x.mp4', 'b/x.mp4'])).toEqual(['x', 'x']);
});
