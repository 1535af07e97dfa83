import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { exitCodes } from '../../bin/commands/exit-codes.ts';
import { printedReport, runFaceline, startFaceline } from '../helpers/cli/run-faceline.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';
import { eventually } from '../helpers/time-and-chance/eventually.ts';
import { testPicture, useClips, x264 } from '../helpers/video/make-clip.ts';
import { demoModelsFolder } from '../helpers/workers/local-rig.ts';

const clips = useClips();
const models = ['--models', demoModelsFolder];
let demo: { clip: string; photo: string };
let short: string;
let poor: string;
let empty: string;

beforeAll(async () => {
  demo = await demoInputs();
  const scaled = ['-vf', 'scale=640:360', '-frames:v', '8', '-an', ...x264, '-qp', '10'];
  short = await clips.make('short.mp4', ['-i', demo.clip, ...scaled]);
  poor = await clips.make('poor.mp4', ['-i', short, ...x264, '-crf', '38']);
  empty = await clips.make('empty.mp4', [...testPicture('320x180', 4), ...x264]);
});

const figureSchema = z.union([z.number(), z.literal('inf')]);
const summarySchema = z.strictObject({
  mean: figureSchema,
  median: figureSchema,
  worst: z.strictObject({ value: figureSchema, frame: z.int(), timeS: z.number() }),
});
const regionSchema = z.strictObject({ frames: z.int(), figures: z.record(z.string(), summarySchema) });
const rowSchema = z.object({
  frame: z.int(),
  timeS: z.number(),
  faces: z.int(),
  whole: z.record(z.string(), figureSchema),
  inside: z.record(z.string(), figureSchema).optional(),
});
const comparedSchema = z.object({
  kind: z.string(),
  frames: z.int(),
  boxes: z.enum(['detect', 'none']),
  models: z.array(z.strictObject({ name: z.string(), licence: z.string() })).optional(),
  regions: z.object({ whole: regionSchema, inside: regionSchema.optional(), outside: regionSchema.optional() }),
  gate: z.object({ problems: z.array(z.string()) }).optional(),
  notes: z.array(z.string()),
  perFrame: z.array(rowSchema),
});
const compared = (stdout: string) => comparedSchema.parse(JSON.parse(stdout));

describe('faceline compare', () => {
  it('prints a table by region, tells progress, and writes figures of every frame', async () => {
    const csv = clips.file('figures.csv');
    const run = await runFaceline(['compare', short, poor, ...models, '--csv', csv]);
    expect(run).toMatchObject({ code: exitCodes.done });
    expect(run.stdout).toMatch(/^region +figure +mean +median +worst +in$/m);
    expect(run.stdout).toMatch(/^inside boxes +PSNR luma, dB +\d\d\.\d\d/m);
    expect(run.stdout).toMatch(/^outside boxes +SSIM luma +0\.\d{4} +0\.\d{4} +0\.\d{4} +frame \d, 0:00\.\d{3}$/m);
    expect(run.stderr).toMatch(/8\/8 frames/);
    expect(run.stderr).toContain('short.mp4 and poor.mp4: 8 frames each, 640×360');
    expect(run.stderr).toContain('Faces were found in 8 of 8 frames');
    expect((await readFile(csv, 'utf8')).trim().split('\n')).toHaveLength(9);
  });

  it('prints JSON and nothing else with --json; a video is equal to itself', async () => {
    const run = await runFaceline(['compare', short, short, ...models, '--json', '--frames', '3']);
    expect(run).toMatchObject({ code: exitCodes.done, stderr: '' });
    const { kind, frames, models: used, regions, perFrame } = compared(run.stdout);
    expect({ kind, frames, used }).toEqual({
      kind: 'video',
      frames: 3,
      used: [{ name: 'yunet_2023_mar', licence: 'demo' }],
    });
    expect(regions.inside?.figures.y).toEqual({
      mean: 'inf',
      median: 'inf',
      worst: { value: 'inf', frame: 0, timeS: 0 },
    });
    expect(perFrame.map(({ faces, whole }) => [faces, whole.all])).toEqual([0, 1, 2].map(() => [3, 'inf']));
  });

  it('sees what a swap changes: a finished video is worse inside the faces than outside', async () => {
    const out = clips.file('swapped');
    const local = [
      'local',
      '--json',
      '--target',
      short,
      '--source',
      demo.photo,
      '--crf',
      '10',
      ...models,
      '--out',
      out,
    ];
    expect(printedReport(await runFaceline(local)).outcome).toBe('done');
    const result = path.join(out, `${path.parse(short).name}.swapped.mp4`);
    const gate = ['--gate', 'outside', '--least-psnr', '38', '--grow', '0.6'];
    const run = await runFaceline(['compare', short, result, ...models, ...gate, '--json']);
    expect(run.code).toBe(exitCodes.done);
    const { regions } = compared(run.stdout);
    expect(regions.inside?.figures.y?.mean).toBeLessThan(Number(regions.outside?.figures.y?.mean) - 10);
  });

  it('ends with 4 when the worst frame is below the gate', async () => {
    const args = ['compare', short, poor, '--boxes', 'none', '--least-psnr', '60', '--least-ssim', '0.1'];
    const run = await runFaceline(args);
    expect(run.code).toBe(exitCodes.below);
    expect(run.stderr).toMatch(/PSNR of luma of the whole picture falls to \d\d\.\d+ dB in frame \d .*at least 60 dB/);
    expect(run.stderr).not.toContain('SSIM of');
    const quiet = await runFaceline([...args, '--quiet']);
    expect(quiet.code).toBe(exitCodes.below);
    expect(quiet.stderr).toMatch(/^The PSNR of luma of the whole picture falls to .*at least 60 dB was asked for\.\n$/);
    const json = await runFaceline([...args, '--json']);
    expect(json).toMatchObject({ code: exitCodes.below, stderr: '' });
    expect(compared(json.stdout).gate?.problems).toHaveLength(1);
  });

  it('compares images, without models where boxes are not wanted', async () => {
    const still = await clips.make('still.png', ['-i', short, '-frames:v', '1']);
    const other = await clips.make('still.jpg', ['-i', still, '-q:v', '8']);
    const run = await runFaceline(['compare', still, other, '--boxes', 'none', '--json']);
    const { kind, boxes, regions } = compared(run.stdout);
    expect({ kind, boxes, names: Object.keys(regions.whole.figures) }).toEqual({
      ...{ kind: 'image', boxes: 'none' },
      names: ['y', 'r', 'g', 'b', 'all', 'ssim'],
    });
  });

  it('says so when there is no face, and a gate inside cannot pass then', async () => {
    const args = ['compare', empty, empty, ...models];
    const run = await runFaceline(args);
    expect(run.code).toBe(exitCodes.done);
    expect(run.stderr).toContain('No face was found in the first file');
    const gated = await runFaceline([...args, '--gate', 'inside', '--least-ssim', '0.1']);
    expect(gated.code).toBe(exitCodes.below);
    expect(gated.stderr).toContain('There is no SSIM inside the face boxes');
  });

  it('leaves nothing behind at Ctrl-C', async () => {
    const folder = clips.file('interrupted');
    await mkdir(folder);
    // Long enough for any machine to be at work when it first tells of its progress, after two seconds.
    const long = await clips.make('long.mp4', ['-stream_loop', '19', '-i', demo.clip, '-c', 'copy']);
    const args = ['compare', long, long, ...models, '--csv', path.join(folder, 'figures.csv')];
    const { child, ended } = startFaceline(args);
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString();
    });
    await eventually('frames are being compared', async () => said.includes('/3000 frames'), 120_000);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: exitCodes.interrupted, stdout: '' });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['other sizes', () => [short, empty], /PICTURES_DIFFER: short\.mp4 is 640×360 and empty\.mp4 320×180/],
    ['a photo beside a video', () => [short, demo.photo], /PICTURES_DIFFER: short\.mp4 is a video and demo-photo\.png/],
    ['a text', () => [short, path.resolve('package.json')], /SOURCE_NOT_MEDIA: package\.json: .*neither a video/],
    ['a folder', () => [path.resolve('docs'), short], /SOURCE_NOT_MEDIA: docs: /],
  ])('is refused with a code and advice: %s', async (_what, files, message) => {
    const run = await runFaceline(['compare', ...files(), '--boxes', 'none', '--quiet']);
    expect(run).toMatchObject({ code: exitCodes.refused, stdout: '' });
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(2);
  });

  it.each([
    ['a file that is not there', ['compare', 'nowhere.mp4', 'package.json']],
    ['one file', ['compare', 'package.json']],
    ['a gate without boxes', ['compare', 'package.json', 'package.json', '--boxes', 'none', '--gate', 'inside']],
    ['a PSNR that is no number', ['compare', 'package.json', 'package.json', '--least-psnr', 'high']],
    ['a CSV in a folder that is not there', ['compare', 'package.json', 'package.json', '--csv', 'nowhere/x.csv']],
    ['a models folder that is not there', ['compare', 'package.json', 'package.json', '--models', 'nowhere']],
    ['a score beyond 1', ['compare', 'package.json', 'package.json', ...models, '--detector-score', '7']],
  ])('ends with 3 for %s', async (_what, args) => {
    const run = await runFaceline(args);
    expect(run).toMatchObject({ code: exitCodes.usage, stdout: '' });
    expect(run.stderr).not.toContain('    at ');
  });
});

const inspectedSchema = z.object({
  media: z.object({ kind: z.string() }),
  faces: z.object({
    frames: z.int(),
    facesPerFrame: z.record(z.string(), z.int()),
    cuts: z.array(z.object({ frame: z.int(), timeS: z.number() })),
    tracks: z.array(z.object({ id: z.int(), index: z.int().optional(), toS: z.number(), rule: z.unknown() })),
  }),
});

describe('faceline inspect', () => {
  it('prints facts and tracks, and writes a timeline and a map that a task takes', async () => {
    const out = clips.file('look');
    const run = await runFaceline(['inspect', short, ...models, '--out', out]);
    expect(run.code).toBe(exitCodes.done);
    expect(run.stdout).toMatch(/^video +H\.264, 640×360, yuv420p$/m);
    expect(run.stdout).toMatch(/^frames +8, 30 a second$/m);
    expect(run.stdout).toMatch(/^tracks +3, of 3 persons$/m);
    expect(run.stdout).toContain('{ "index": 2 } is track 2');
    expect((await readdir(out)).sort()).toEqual(['map.json', 'timeline.png']);
    const { format, width, height } = await sharp(path.join(out, 'timeline.png')).metadata();
    expect({ format, width, height }).toEqual({ format: 'png', width: 1600, height: 124 + 3 * 112 + 48 });

    const mapFile = path.join(out, 'map.json');
    const map = await readFile(mapFile, 'utf8');
    for (const line of map.split('\n').filter((each) => each.includes('target'))) {
      expect(run.stdout).toContain(line.trim().replace(/,$/, ''));
    }
    // The second rule becomes a person: exactly that face is swapped.
    const rules = z.array(z.object({ target: z.unknown(), source: z.unknown() })).parse(JSON.parse(map));
    const changed = rules.map((rule, at) => (at === 1 ? { ...rule, source: { photos: [demo.photo] } } : rule));
    await writeFile(mapFile, JSON.stringify(changed));
    const local = ['local', '--json', '--target', short, '--map', mapFile, ...models, '--out', clips.file('mapped')];
    const { result } = printedReport(await runFaceline(local));
    expect(result?.identities?.map(({ outcome, tracks }) => [outcome, tracks])).toEqual(
      [0, 1, 2].map(() => ['matched', 1]),
    );
    expect(result?.faces).toMatchObject({ found: 24, changed: { swap: 8 }, skipped: { kept: 16 } });
  });

  it('prints JSON and nothing else with --json', async () => {
    const run = await runFaceline(['inspect', short, ...models, '--json']);
    expect(run).toMatchObject({ code: exitCodes.done, stderr: '' });
    const { faces } = inspectedSchema.parse(JSON.parse(run.stdout));
    expect(faces).toMatchObject({ frames: 8, facesPerFrame: { 3: 8 }, cuts: [] });
    expect(faces.tracks.map(({ id, index }) => [id, index])).toEqual([0, 1, 2].map((id) => [id, id]));
    expect(faces.tracks[0]?.rule).toMatchObject({ source: 'keep', target: { timeS: expect.any(Number) } });
    expect(run.stdout).not.toContain('thumbnail');
  });

  it('takes images, and only tells what a file is without models', async () => {
    const image = await runFaceline(['inspect', demo.photo, ...models]);
    expect(image.stdout).toMatch(/^image +png, lossless, 720×720$/m);
    expect(image.stdout).toMatch(/^faces +1$/m);
    const plain = await runFaceline(['inspect', short, '--no-faces']);
    expect(plain).toMatchObject({ code: exitCodes.done });
    expect(plain.stdout).toContain('audio      none');
    expect(plain.stdout).not.toContain('faces');
  });

  it('says so when there is no face, and shows an empty timeline', async () => {
    const out = clips.file('nobody');
    const run = await runFaceline(['inspect', empty, ...models, '--out', out]);
    expect(run.code).toBe(exitCodes.done);
    expect(run.stdout).toContain('none found; a lower --detector-score finds more');
    expect(run.stdout).not.toContain('identity map');
    expect(await readdir(out)).toEqual(['timeline.png']);
  });

  it('is refused with a code and advice, and wrong command lines end with 3', async () => {
    const refused = await runFaceline(['inspect', path.resolve('package.json'), '--no-faces']);
    expect(refused).toMatchObject({ code: exitCodes.refused, stdout: '' });
    expect(refused.stderr).toMatch(/SOURCE_NOT_MEDIA: package\.json: /);
    const noModels = clips.file('no-models');
    await mkdir(noModels, { recursive: true });
    const missing = await runFaceline(['inspect', short, '--models', noModels]);
    expect(missing.code).toBe(exitCodes.refused);
    expect(missing.stderr).toMatch(/MODEL_NOT_FOUND: .*yunet_2023_mar/);
    for (const args of [['nowhere.mp4'], [short, '--no-faces', '--out', 'x'], [short, '--detector']]) {
      expect((await runFaceline(['inspect', ...args])).code).toBe(exitCodes.usage);
    }
  });

  it('refuses a recognizer whose licence does not permit the use', async () => {
    // A demo model is known by its bytes: with a note behind it (`doc_string: "x"`), it is what its name says.
    const folder = clips.file('licensed');
    await mkdir(folder);
    for (const name of ['yunet_2023_mar.onnx', 'arcface_w600k_r50.onnx']) {
      const bytes = await readFile(path.join(demoModelsFolder, name));
      await writeFile(path.join(folder, name), Buffer.concat([bytes, Buffer.from([0x32, 1, 0x78])]));
    }
    const args = ['inspect', short, '--models', folder];
    const refused = await runFaceline([...args, '--use', 'commercial']);
    expect(refused.code).toBe(exitCodes.refused);
    expect(refused.stderr).toMatch(/LICENCE_REFUSED: .*arcface_w600k_r50/);
    expect((await runFaceline([...args, '--use', 'non-commercial'])).code).toBe(exitCodes.done);
  });
});
