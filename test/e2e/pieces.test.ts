import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../bin/commands/exit-codes.ts';
import { printedReport, runFaceline } from '../helpers/cli/run-faceline.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';
import { useClips, x264 } from '../helpers/video/make-clip.ts';
import { demoModelsFolder } from '../helpers/workers/local-rig.ts';

const clips = useClips();
let clip: string;
let wanted: string[];

beforeAll(async () => {
  const demo = await demoInputs();
  const half = ['-vf', 'scale=640:360', '-t', '2', ...x264, '-g', '25', '-c:a', 'copy'];
  clip = await clips.make('clip.mp4', ['-i', demo.clip, ...half]);
  wanted = ['local', '--target', clip, '--source', demo.photo, '--models', demoModelsFolder];
});

describe('faceline local --preview', () => {
  test('makes a picture of one frame and nothing else, and writes over none', async () => {
    const out = clips.file('previews');
    const first = await runFaceline([...wanted, '--preview', '1.25', '--out', out]);
    expect(first).toMatchObject({ code: exitCodes.done, stdout: '' });
    expect(first.stderr).toMatch(/^Done: clip\.mp4, in .*3 found, 3 swapped/m);
    expect(first.stderr).toContain('A preview: the frame at 1.233 s, before and after. No video was made.');
    expect(await readdir(out)).toEqual(['clip.at-1.25s.preview.jpg']);
    const picture = path.join(out, 'clip.at-1.25s.preview.jpg');
    const bytes = await readFile(picture);
    expect((await sharp(bytes).metadata()).format).toBe('jpeg');

    const again = await runFaceline([...wanted, '--preview', '0:01.25', '--out', out, '--json']);
    expect(again).toMatchObject({ code: exitCodes.done, stderr: '' });
    expect(printedReport(again).result).toMatchObject({ file: 'clip.at-1.25s.preview-2.jpg', media: { frames: 1 } });
    expect((await readdir(out)).sort()).toEqual(['clip.at-1.25s.preview-2.jpg', 'clip.at-1.25s.preview.jpg']);
    expect(await readFile(picture)).toEqual(bytes);
  });

  test('beyond the end tells where that is', async () => {
    const out = clips.file('beyond');
    const run = await runFaceline([...wanted, '--preview', '1:00', '--out', out]);
    expect(run.code).toBe(exitCodes.refused);
    expect(run.stderr).toContain(
      'PIECE_OUTSIDE: The source ends at 2.000 s; a preview at 60.000 s lies beyond its end.',
    );
    expect(existsSync(out)).toBe(false);
  });
});

test('faceline local --from --frames works on a piece, under a name of its own', async () => {
  const out = clips.file('pieces');
  const run = await runFaceline([...wanted, '--from', '0:01', '--frames', '4', '--out', out, '--json']);
  expect(run.code).toBe(exitCodes.done);
  expect(printedReport(run).result?.media).toMatchObject({ frames: 4, piece: { fromS: expect.closeTo(1, 3) } });
  expect(await readdir(out)).toContain('clip.from-1s-4-frames.swapped.mp4');
});

describe('faceline local --dry-run', () => {
  test('tells what would be done, how long and how large, and leaves nothing', async () => {
    const out = clips.file('dry');
    const run = await runFaceline([...wanted, '--dry-run', '--out', out]);
    expect(run.code).toBe(exitCodes.done);
    expect(run.stdout).toMatch(/^clip\.mp4: dry run, nothing was made$/m);
    expect(run.stdout).toMatch(/target +\S+ MB, H\.264, 640×360, 60 frames, 30 a second, 0:02\.000, sound aac/);
    expect(run.stdout).toMatch(/steps +swap inswapper_128 \(weight 0\.5/);
    expect(run.stdout).toMatch(/photos +demo-photo\.png: 1 face/);
    expect(run.stdout).toMatch(/time +about .* on this machine: tried with \d+ frames at [\d.]+ a second/);
    expect(run.stdout).toMatch(/size +(about )?[\d.]+ MB/);
    expect(run.stdout).toMatch(/inswapper_128 +swapper +\w+ +\S+ MB +demo +commercial/);
    expect(run.stdout).toMatch(/clip\.swapped\.mp4$/m);
    expect(run.stdout).toMatch(/^It would run\.$/m);
    expect(existsSync(out)).toBe(false);
  });

  test('as JSON says of every model whether it is there, and what stands against the run', async () => {
    const models = clips.file('no-models');
    await mkdir(models);
    const given = [...wanted, '--models', models, '--from', '0.5', '--to', '1.5', '--dry-run', '--json'];
    const run = await runFaceline([...given, '--out', clips.file('dry-2')]);
    expect(run).toMatchObject({ code: exitCodes.refused, stderr: '' });
    const told: unknown = JSON.parse(run.stdout);
    expect(told).toMatchObject({
      media: { frames: 30, piece: { fromS: 0.5, toS: 1.5 } },
      task: { passes: 1, processors: [{ name: 'swap', model: 'inswapper_128' }] },
      models: [
        { name: 'yunet_2023_mar', state: 'missing', licence: 'MIT', permits: 'commercial' },
        { name: 'arcface_w600k_r50', state: 'missing', permits: 'non-commercial' },
        { name: 'inswapper_128', state: 'missing', permits: 'non-commercial' },
      ],
      size: { triedFrames: 30 },
      refusal: {
        code: 'MODEL_NOT_FOUND',
        message: expect.stringContaining(
          'npm run faceline -- models pull yunet_2023_mar arcface_w600k_r50 inswapper_128',
        ),
      },
    });
    expect(told).not.toHaveProperty('time');
  });

  test.each([
    ['a piece beyond the end', ['--from', '5'], /PIECE_OUTSIDE: .*The source ends at 2\.000 s/],
    ['a use that a licence does not permit', ['--use', 'commercial', '--enhancer', 'codeformer'], /LICENCE_REFUSED/],
    ['a result that is there', ['--out', 'taken'], /Nothing is written over.*\nGive --out [^\n]*\n+$/s],
    [
      'a file in place of the folder',
      ['--out', 'clip.mp4/new'],
      /--out: nothing can be written to .*a part of the path is a file/,
    ],
  ])('refuses what the run would refuse: %s', async (_what, more, why) => {
    const taken = clips.file('taken');
    await mkdir(taken, { recursive: true });
    await writeFile(path.join(taken, 'clip.swapped.mp4'), 'mine');
    const run = await runFaceline([...wanted, '--dry-run', ...more], { cwd: path.dirname(taken) });
    expect(run.code).toBe(exitCodes.refused);
    expect(run.stdout).toMatch(/^It would be refused\. /m);
    expect(run.stdout).toMatch(why);
    expect(await readFile(path.join(taken, 'clip.swapped.mp4'), 'utf8')).toBe('mine');
  });
});

test.each([
  [['--from', 'soon'], /from: expected a time in the source such as 12\.5, 1:02 or 1:02:03\.5/],
  [['--to', '1', '--frames', '2'], /ends at --to, or after so many --frames; give one of them/],
  [['--from', '2', '--to', '1'], /not after 2 s/],
  [['--preview', '1', '--from', '1'], /one frame/],
])('a piece that makes no sense is a wrong command line: %j', async (more, why) => {
  const run = await runFaceline([...wanted, ...more, '--dry-run', '--out', clips.file('wrong')]);
  expect(run).toMatchObject({ code: exitCodes.usage, stderr: expect.stringMatching(why) });
});
