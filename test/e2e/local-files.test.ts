import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../bin/commands/exit-codes.ts';
import { parseReport } from '../../contract/report.ts';
import { printedReport, runFaceline } from '../helpers/cli/run-faceline.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';
import { useClips, x264 } from '../helpers/video/make-clip.ts';
import { demoModelsFolder } from '../helpers/workers/local-rig.ts';

const clips = useClips();
const models = ['--models', demoModelsFolder];
const shortResults = ['short.poster.jpg', 'short.preview.jpg', 'short.report.json', 'short.swapped.mp4'];
let demo: { clip: string; photo: string };
let short: string;
let out: string;

beforeAll(async () => {
  demo = await demoInputs();
  out = clips.file('out');
  await mkdir(out);
  const few = ['-vf', 'scale=640:360', '-frames:v', '8', ...x264, '-an'];
  short = await clips.make('short.mp4', ['-i', demo.clip, ...few]);
});

describe('the files of faceline local', () => {
  it('refuses before work what it would write over, and names the ways out; --force and -o take them', async () => {
    const folder = path.join(out, 'twice');
    const args = ['local', '--json', '--target', short, '--source', demo.photo, ...models, '--out', folder];
    const first = printedReport(await runFaceline(args));
    const again = await runFaceline([...args, '--crf', '40']);
    expect(again).toMatchObject({ code: exitCodes.usage, stdout: '' });
    expect(again.stderr).toMatch(/short\.swapped\.mp4: it is there already\n.*--force .*--out .*--number/s);
    const kept: unknown = JSON.parse(await readFile(path.join(folder, 'short.report.json'), 'utf8'));
    expect(kept).toEqual(first);
    expect(printedReport(await runFaceline([...args, '--crf', '40', '--force'])).task?.encoder.crf).toBe(40);
    expect((await readdir(folder)).sort()).toEqual(shortResults);
    const dry = await runFaceline([...args, '--crf', '40', '--dry-run', '--resume']);
    expect(dry).toMatchObject({ code: exitCodes.done, stderr: '' });
    expect(JSON.parse(dry.stdout)).toMatchObject({ results: [], done: path.join(folder, 'short.report.json') });

    const mine = path.join(folder, 'new', 'mine.mp4');
    const named = ['local', '--json', '--target', short, '--source', demo.photo, ...models, '-o', mine];
    expect(printedReport(await runFaceline(named)).result).toMatchObject({
      file: 'mine.mp4',
      poster: 'mine.poster.jpg',
    });
    const beside = ['mine.mp4', 'mine.poster.jpg', 'mine.preview.jpg', 'mine.report.json'];
    expect((await readdir(path.dirname(mine))).sort()).toEqual(beside);
    const source = await readFile(short);
    const onto = await runFaceline([
      'local',
      '--target',
      short,
      '--source',
      demo.photo,
      ...models,
      '-o',
      short,
      '--force',
    ]);
    expect(onto).toMatchObject({ code: exitCodes.usage, stderr: expect.stringContaining('it is a file to work on') });
    expect(await readFile(short)).toEqual(source);
  });

  it('works on a folder: photos beside clips, one failure among them, a table, and --resume', async () => {
    const folder = path.join(out, 'folder');
    await mkdir(folder);
    const still = await clips.make('folder-still.jpg', ['-i', demo.clip, '-frames:v', '1']);
    for (const [from, name] of [
      [short, 'a.mp4'],
      [demo.photo, 'a.png'],
      [demo.photo, 'person.png'],
      [still, 'z.jpg'],
    ] as const) {
      await copyFile(from, path.join(folder, name));
    }
    await writeFile(path.join(folder, 'broken.mp4'), 'no film at all');
    // The results lie among the sources, and are no targets of the second run.
    const args = ['local', '--target', folder, ...models, '--out', folder];
    const run = await runFaceline(args);
    expect(run).toMatchObject({ code: exitCodes.refused, stdout: '' });
    expect(run.stderr).toMatch(/\[1\/3\] a\.mp4: the face of a\.png.*\[2\/3\] broken\.mp4: the face of person\.png/s);
    expect(run.stderr).toMatch(/^a\.mp4 +done +24 of 24 +8 +\d.*a\.swapped\.mp4$/m);
    expect(run.stderr).toMatch(/^broken\.mp4 +failed +SOURCE_NOT_MEDIA$/m);
    expect(run.stderr).toMatch(/^z\.jpg +done +3 of 3 +1 .*z\.swapped\.jpg$/m);
    await rm(path.join(folder, 'broken.mp4'));
    const again = await runFaceline([...args, '--resume', '--json']);
    expect(again.code).toBe(exitCodes.done);
    const reports = again.stdout
      .trim()
      .split('\n')
      .map((line) => parseReport(JSON.parse(line)));
    expect(reports.map((report) => report.ok && report.value.result?.file)).toEqual(['a.swapped.mp4', 'z.swapped.jpg']);
  });
});
