import { link, mkdir, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Attempt, attempt, type Put, snapshot } from '../../../../helpers/cli/attempt-in-folder.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

interface Case extends Attempt {
  /** Makes what has to survive. */
  readonly before?: (folder: string, put: Put) => Promise<unknown>;
  /** What the command line is told, where nothing is begun. */
  readonly refused?: RegExp;
  /** What lies there afterwards and did not before. */
  readonly made?: readonly string[];
  /** What is not as it was. */
  readonly replaced?: readonly string[];
}

const namesOf = (stem: string, number = '', result = stem): string[] => [
  `${result}${number}.mp4`,
  `${stem}.poster${number}.jpg`,
  `${stem}.preview${number}.jpg`,
  `${stem}.report${number}.json`,
];
const beside = namesOf('clip', '', 'clip.swapped');
const numbered = namesOf('clip', '-2', 'clip.swapped');

/** An earlier run's results. */
const earlier = async (folder: string): Promise<void> => void (await attempt(folder, {}));
const broken: Case['before'] = (_folder, put) => put('clip.mp4', 'broken');
const force = { whenTaken: 'replace' } as const;

const cases: readonly (readonly [string, Case])[] = [
  ['a first result lies beside its source', { made: beside }],
  [
    'the source, named as the result',
    { settings: { output: 'clip.mp4', ...force }, refused: /it is a file to work on/ },
  ],
  [
    'the source, by a symbolic link',
    {
      before: (folder) => symlink('clip.mp4', path.join(folder, 'mine.mp4')),
      settings: { output: 'mine.mp4', ...force },
      refused: /mine\.mp4: it is a file to work on/,
    },
  ],
  [
    'the source, by a hard link',
    {
      before: (folder) => link(path.join(folder, 'clip.mp4'), path.join(folder, 'clip.swapped.mp4')),
      settings: force,
      refused: /clip\.swapped\.mp4: it is a file to work on/,
    },
  ],
  [
    'the photo, that has the name of a poster',
    {
      before: (_folder, put) => put('clip.poster.jpg'),
      photos: ['clip.poster.jpg'],
      settings: force,
      refused: /it is a photo that is used/,
    },
  ],
  [
    'a map or preset, that has the name of a report',
    {
      before: (_folder, put) => put('mine.report.json', '[]'),
      inputs: ['mine.report.json'],
      settings: { output: 'mine.mp4', ...force },
      refused: /it is an input/,
    },
  ],
  [
    'a model, by a hard link',
    {
      before: async (folder, put) => {
        await mkdir(path.join(folder, 'models'));
        await put('models/swap.onnx');
        await link(path.join(folder, 'models/swap.onnx'), path.join(folder, 'clip.swapped.mp4'));
      },
      settings: { models: 'models', ...force },
      refused: /it is a file of the models/,
    },
  ],
  ['a foreign file', { before: (_folder, put) => put('clip.swapped.mp4'), refused: /no report beside it says/ }],
  [
    'a foreign file, though replacing is asked for',
    { before: (_folder, put) => put('clip.preview.jpg'), settings: force, refused: /no report beside it says/ },
  ],
  ['an earlier result', { before: earlier, refused: /it is there already.*--force.*--number/s }],
  ['an earlier result, beside the next number', { before: earlier, settings: { whenTaken: 'number' }, made: numbered }],
  [
    'an earlier result of another step, though replacing is asked for',
    {
      before: earlier,
      settings: force,
      options: { swapper: 'none', enhancer: 'gfpgan_1.4' },
      made: namesOf('clip.restored'),
    },
  ],
  [
    'the report of an earlier result of another format, without which it would be nobody’s',
    {
      before: async (folder, put) => {
        await put('clip.png', 'a picture of some length');
        await attempt(folder, { targets: ['clip.png'], settings: { output: 'mine.png' } });
      },
      settings: { output: 'mine.mp4', ...force },
      refused: /mine\.report\.json: it belongs to mine\.png/,
    },
  ],
  [
    'an earlier result of another format: both have a report',
    {
      before: async (folder, put) => {
        await put('clip.png', 'a picture of some length');
        await attempt(folder, { targets: ['clip.png'] });
      },
      made: namesOf('clip.swapped'),
    },
  ],
  ['an earlier result that is to be replaced', { before: earlier, settings: force, replaced: beside }],
  [
    'an earlier result that was edited since',
    {
      before: async (folder, put) => {
        await earlier(folder);
        await put('clip.swapped.mp4', 'cut and graded for a week');
      },
      settings: force,
      refused: /clip\.swapped\.mp4: it has changed since Faceline made it/,
    },
  ],
  [
    'the poster of an earlier result, that was retouched since',
    {
      before: async (folder, put) => {
        await earlier(folder);
        await put('clip.poster.jpg', 'retouched');
        const later = Date.now() / 1000 + 60;
        await utimes(path.join(folder, 'clip.poster.jpg'), later, later);
      },
      settings: force,
      refused: /clip\.poster\.jpg: it has changed since Faceline made it/,
    },
  ],
  [
    'an earlier result, when the new run fails',
    {
      before: async (folder, put) => {
        await earlier(folder);
        await put('clip.mp4', 'broken');
      },
      settings: force,
      made: ['clip.failed.report.json'],
    },
  ],
  [
    'a foreign file with the name of a failure’s report',
    {
      before: async (folder, put) => {
        await put('clip.failed.report.json', '{"mine": true}');
        await broken(folder, put);
      },
      made: ['clip.failed.report-2.json'],
    },
  ],
  [
    'everything, when it fails twice: its own report is written anew',
    {
      before: async (folder, put) => {
        await broken(folder, put);
        await attempt(folder, {});
      },
      replaced: ['clip.failed.report.json'],
    },
  ],
  [
    'a symbolic link to nowhere',
    {
      before: (folder) => symlink('nowhere', path.join(folder, 'clip.swapped.mp4')),
      settings: force,
      refused: /clip\.swapped\.mp4: it is there/,
    },
  ],
  [
    'a symbolic link to somebody’s file',
    {
      before: async (folder, put) => {
        await put('precious.mp4');
        await symlink('precious.mp4', path.join(folder, 'clip.swapped.mp4'));
      },
      settings: force,
      refused: /clip\.swapped\.mp4: it is there/,
    },
  ],
  [
    'a symbolic link with the name of a failure’s report, though it leads to one',
    {
      before: async (folder, put) => {
        await broken(folder, put);
        await attempt(folder, {});
        await rename(path.join(folder, 'clip.failed.report.json'), path.join(folder, 'other.json'));
        await symlink('other.json', path.join(folder, 'clip.failed.report.json'));
      },
      made: ['clip.failed.report-2.json'],
    },
  ],
  [
    'a folder of that name',
    { before: (folder) => mkdir(path.join(folder, 'clip.swapped.mp4')), settings: force, refused: /it is there/ },
  ],
  [
    'a file that appears while the clip is worked on',
    { meanwhile: (_folder, put) => put('clip.preview.jpg'), made: ['clip.preview.jpg', ...numbered] },
  ],
  [
    'a file that appears where only earlier results are to be replaced',
    {
      settings: force,
      meanwhile: (_folder, put) => put('clip.poster.jpg'),
      made: ['clip.poster.jpg', ...numbered],
    },
  ],
  [
    'an earlier result that somebody saves anew while its replacement is made',
    {
      before: earlier,
      settings: force,
      meanwhile: (_folder, put) => put('clip.swapped.mp4', 'cut and graded for a week'),
      made: numbered,
      replaced: ['clip.swapped.mp4'],
    },
  ],
  [
    'an earlier poster that a folder takes the place of meanwhile',
    {
      before: earlier,
      settings: force,
      meanwhile: async (folder) => {
        await rm(path.join(folder, 'clip.poster.jpg'));
        await mkdir(path.join(folder, 'clip.poster.jpg'));
      },
      made: numbered,
      replaced: ['clip.poster.jpg'],
    },
  ],
  [
    'an earlier preview that is gone when its replacement is made',
    {
      before: earlier,
      settings: force,
      meanwhile: (folder) => rm(path.join(folder, 'clip.preview.jpg')),
      replaced: beside,
    },
  ],
  [
    'two targets of which one is named as the other’s result',
    {
      before: (_folder, put) => put('clip.swapped.mp4', 'a longer film'),
      targets: ['clip.mp4', 'clip.swapped.mp4'],
      settings: force,
      refused: /clip\.swapped\.mp4: it is a file to work on/,
    },
  ],
];

test.each(cases)('nothing is destroyed: %s', async (_what, given) => {
  const folder = await temporaryFolder();
  const put: Put = (name, text = `somebody's ${name}`) => writeFile(path.join(folder, name), text);
  await put('clip.mp4', 'a film of some length');
  await put('me.jpg');
  await given.before?.(folder, put);
  const before = await snapshot(folder);
  const tried = attempt(folder, given);
  if (given.refused === undefined) await tried;
  else await expect(tried).rejects.toThrow(given.refused);
  const after = await snapshot(folder);
  expect([...after.keys()].filter((name) => !before.has(name))).toEqual([...(given.made ?? [])].sort());
  const changed = [...before].filter(([name, text]) => after.get(name) !== text).map(([name]) => name);
  expect(changed).toEqual([...(given.replaced ?? [])].sort());
});

test('two targets of one name are refused before work, unless numbers are asked for', async () => {
  const folder = await temporaryFolder();
  for (const name of ['a', 'b']) {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, 'clip.mp4'), 'a film of some length');
  }
  await writeFile(path.join(folder, 'me.jpg'), 'somebody');
  const targets = ['a/clip.mp4', 'b/clip.mp4'];
  await expect(attempt(folder, { targets })).rejects.toThrow(/another target of this command takes it/);
  expect((await readdir(folder)).sort()).toEqual(['.store', 'a', 'b', 'me.jpg']);
  const ends = await attempt(folder, { targets, settings: { whenTaken: 'number' } });
  expect(ends.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  expect((await snapshot(folder)).has('clip.swapped-2.mp4')).toBe(true);
});
