import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { exitCodes } from '../../bin/commands/exit-codes.ts';
import { cliPath, printedReport, runFaceline, startFaceline } from '../helpers/cli/run-faceline.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';
import { writeBrightClassifier } from '../helpers/models/classifier-models.ts';
import { writeColouriser } from '../helpers/models/colouriser-model.ts';
import { eventually } from '../helpers/time-and-chance/eventually.ts';
import { useClips, x264 } from '../helpers/video/make-clip.ts';
import { demoModelsFolder } from '../helpers/workers/local-rig.ts';

const clips = useClips();
let demo: { clip: string; photo: string };
let short: string;
let out: string;

beforeAll(async () => {
  demo = await demoInputs();
  out = clips.file('out');
  await mkdir(out);
  short = await clips.make('short.mp4', [
    '-i',
    demo.clip,
    '-vf',
    'scale=640:360',
    '-frames:v',
    '8',
    ...x264,
    '-c:a',
    'copy',
  ]);
});

const models = ['--models', demoModelsFolder];
const shortResults = ['short.poster.jpg', 'short.preview.jpg', 'short.report.json', 'short.swapped.mp4'];

describe('faceline local', () => {
  it('makes video, poster, preview and report, tells progress in lines, and leaves nothing else', async () => {
    const folder = path.join(out, 'plain');
    const run = await runFaceline(['local', '--target', short, '--source', demo.photo, ...models, '--out', folder]);
    expect(run).toMatchObject({ code: exitCodes.done, stdout: '' });
    expect(run.stderr).toMatch(/^short\.mp4: the face of demo-photo\.png\n {2}short\.mp4: reading\n/);
    expect(run.stderr).toMatch(
      / {2}short\.mp4: loading models\n.* {2}short\.mp4: 8\/8 frames.* {2}short\.mp4: writing/s,
    );
    expect(run.stderr).toContain('not a trained face-swap network');
    expect(run.stderr).toMatch(/^Done: short\.mp4 \(task /m);
    expect(run.stderr).toContain(`Report: ${path.relative(process.cwd(), path.join(folder, 'short.report.json'))}`);
    expect((await readdir(folder)).sort()).toEqual(shortResults);
  });

  it('does its work to the end, and leaves nothing else, when whoever reads what it says has left', async () => {
    const folder = path.join(out, 'unread');
    const args = ['local', '--target', short, '--source', demo.photo, ...models, '--out', folder];
    const child = spawn(process.execPath, [cliPath, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.destroy();
    expect(await once(child, 'exit')).toEqual([exitCodes.done, null]);
    expect((await readdir(folder)).sort()).toEqual(shortResults);
  });

  it('prints the report and nothing else with --json', async () => {
    const args = ['--target', short, '--source', demo.photo, '--enhancer', 'gfpgan_1.4', '--crf', '20'];
    const run = await runFaceline(['local', '--json', ...args, ...models, '--out', path.join(out, 'json')]);
    const report = printedReport(run);
    expect(report).toMatchObject({ outcome: 'done', task: { encoder: { crf: 20 } } });
    expect(report.result?.faces).toMatchObject({ changed: { swap: 24, enhance: 24 } });
    expect(report.result?.models.map(({ licence }) => licence)).toEqual(['demo', 'demo', 'demo', 'demo']);
    expect(run.stderr).toBe('');
  });

  it('transcodes where no models are, and says what is missing for anything else', async () => {
    const cwd = clips.file('no-models');
    await mkdir(cwd);
    const env = { ...process.env, FACELINE_MODELS: undefined };
    const run = await runFaceline(['local', '--json', '--target', short, '--preset', 'transcode'], { cwd, env });
    expect(printedReport(run)).toMatchObject({ outcome: 'done', result: { models: [], media: { frames: 8 } } });
    const refused = await runFaceline(['local', '--target', short, '--preset', 'restore'], { cwd, env });
    expect(refused).toMatchObject({ code: exitCodes.usage, stderr: expect.stringContaining('no models folder') });
  });

  it('restores, and asks for nobody, where only an enhancer is named; --quiet says where the result is', async () => {
    const folder = path.join(out, 'restored');
    const args = ['--target', short, '--enhancer', 'gfpgan_1.4', '--swapper-weight', '0.9', ...models, '--out', folder];
    const run = await runFaceline(['local', '--quiet', '--strict', ...args]);
    const lines = ['short.restored.mp4', 'short.poster.jpg', 'short.preview.jpg'].map(
      (name) => `  ${path.relative(process.cwd(), path.join(folder, name))}\n`,
    );
    expect(run).toEqual({ code: exitCodes.done, stdout: '', stderr: lines.join('') });
    const report: unknown = JSON.parse(await readFile(path.join(folder, 'short.report.json'), 'utf8'));
    expect(report).toMatchObject({
      source: { file: short },
      task: { identities: [], processors: [{ name: 'enhance' }] },
      result: { faces: { found: 24, changed: { enhance: 24 } } },
    });
  });

  it('says why no face was changed and what to try, and ends with 5 when that is not enough', async () => {
    const empty = await clips.make('empty.mp4', ['-f', 'lavfi', '-i', 'color=gray:s=320x240:r=10:d=0.3', ...x264]);
    const args = ['local', '--target', empty, '--source', demo.photo, '--upscaler-blend', '5', ...models];
    const run = await runFaceline([...args, '--strict', '--out', path.join(out, 'empty')]);
    expect(run.code).toBe(exitCodes.unchanged);
    expect(run.stderr).toMatch(/^--upscaler-blend has no effect: no --upscaler is asked for\.\n/);
    expect(run.stderr).toMatch(
      /Done: empty\.mp4 .*No face was changed: none was found in any of 3 frames\.\n.*--detector-score/s,
    );
  });

  it('changes a still image, and writes it in its own format', async () => {
    const folder = path.join(out, 'image');
    const still = await clips.make('still.png', ['-i', demo.clip, '-frames:v', '1']);
    const run = await runFaceline([
      'local',
      '--json',
      '--target',
      still,
      '--source',
      demo.photo,
      ...models,
      '--out',
      folder,
    ]);
    expect(printedReport(run).result).toMatchObject({ file: 'still.swapped.png', faces: { changed: { swap: 3 } } });
    expect(await readdir(folder)).toContain('still.swapped.png');
  });

  it('works on the faces that a selector is for, and counts the others; without one it loads no classifier', async () => {
    const folder = path.join(out, 'classifier-models');
    await mkdir(folder);
    for (const name of ['yunet_2023_mar', 'arcface_w600k_r50', 'inswapper_128']) {
      await copyFile(path.join(demoModelsFolder, `${name}.onnx`), path.join(folder, `${name}.onnx`));
    }
    // Of the demo's three faces the one in the middle is dark.
    await writeBrightClassifier(folder, 0.42);
    const local = ['local', '--json', '--target', short, '--source', demo.photo, '--models', folder, '--out'];
    const run = async (name: string, ...args: readonly string[]) =>
      printedReport(await runFaceline([...local, path.join(out, name), ...args])).result;
    const plain = await run('everybody');
    expect(plain?.faces).toMatchObject({ found: 24, changed: { swap: 24 }, skipped: {} });
    expect(plain?.models.map(({ role }) => role)).not.toContain('classifier');

    const women = await run('women', '--select-gender', 'female');
    expect(women?.faces).toMatchObject({ found: 24, changed: { swap: 16 }, skipped: { 'not-selected': 8 } });
    expect(women?.models.find(({ role }) => role === 'classifier')).toMatchObject({
      name: 'fairface',
      licence: 'CC-BY-4.0',
    });
    // To this classifier the dark face is of the class 10 to 19, the others are of 30 to 39.
    const young = await run('young', '--select-age-to', '30', '--tracks');
    expect(young?.faces).toMatchObject({ found: 24, changed: { swap: 8 }, skipped: { 'not-selected': 16 } });
    const one = await run('one', '--select-gender', 'female', '--faces', 'one', '--face-order', 'right-left');
    expect(one?.faces).toMatchObject({ changed: { swap: 8 }, skipped: { 'not-selected': 16 } });
  });

  it('matches colours, colours the frame and marks faces by flags', async () => {
    const folder = clips.file('models');
    await cp(demoModelsFolder, folder, { recursive: true });
    await writeColouriser(folder, 'ddcolor', 'ddcolor');
    const flags = ['--swapper-colour-match', '70', '--colouriser', 'ddcolor', '--colouriser-size', '192', '--debug'];
    const run = await runFaceline([
      ...['local', '--json', '--target', short, '--source', demo.photo, '--models', folder],
      ...[...flags, '--debug-items', 'box', 'outcome', '--out', path.join(out, 'pictures')],
    ]);
    const report = printedReport(run);
    expect(report.task?.processors).toEqual([
      expect.objectContaining({ name: 'swap', colourMatch: 70 }),
      { name: 'colourise', model: 'ddcolor', size: 192, blend: 100 },
      { name: 'debug', items: ['box', 'outcome'] },
    ]);
    expect(report.result?.notes).toContain('Every frame carries debug marks of its faces: box, outcome.');
    expect(report.result?.timings.steps.colourise).toBeGreaterThan(0);
  });

  it('ends with 2 and a report when the source is refused', async () => {
    const broken = path.join(out, 'broken.mp4');
    await writeFile(broken, 'no film at all');
    const folder = path.join(out, 'refused');
    const run = await runFaceline(['local', '--target', broken, '--source', demo.photo, ...models, '--out', folder]);
    expect(run.code).toBe(exitCodes.refused);
    expect(run.stderr).toContain('SOURCE_NOT_MEDIA: broken.mp4 is neither');
    expect(run.stderr).not.toMatch(/upload|bucket|metadata|persons\/|videos\//i);
    expect(await readdir(folder)).toEqual(['broken.failed.report.json']);
  });

  it('names all missing models, where they were expected, and the command that fetches them', async () => {
    const empty = path.join(out, 'no-models');
    await mkdir(empty, { recursive: true });
    const args = ['--target', short, '--source', demo.photo, '--models', empty, '--out', path.join(out, 'm')];
    const run = await runFaceline(['local', ...args]);
    expect(run.code).toBe(exitCodes.refused);
    expect(run.stderr).toContain(`MODEL_NOT_FOUND: 3 models are missing in ${empty}: yunet_2023_mar (detector), `);
    const names = 'yunet_2023_mar arcface_w600k_r50 inswapper_128';
    expect(run.stderr).toContain(`: npm run faceline -- models pull ${names} --folder ${empty}\n`);
  });

  it('leaves nothing half-written at Ctrl-C', async () => {
    const folder = path.join(out, 'interrupted');
    // Long enough for any machine to be at work when it first tells of its progress, after two seconds.
    const long = await clips.make('long.mp4', ['-stream_loop', '19', '-i', demo.clip, '-c', 'copy']);
    const args = ['local', '--target', long, '--source', demo.photo, ...models, '--out', folder];
    const { child, ended } = startFaceline(args);
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString();
    });
    await eventually('frames are being made', async () => said.includes('/3000 frames'), 120_000);
    child.kill('SIGINT');
    expect((await ended).code).toBe(exitCodes.interrupted);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('faceline local --watch', () => {
  it('takes each video, with its own photo or the folder’s person, and again when it changed meanwhile', async () => {
    const inbox = path.join(out, 'inbox');
    const done = path.join(out, 'done');
    await mkdir(inbox, { recursive: true });
    await copyFile(demo.photo, path.join(inbox, 'person.png'));
    await copyFile(short, path.join(inbox, 'a.mp4'));
    await writeFile(path.join(inbox, 'b.mp4'), 'no film');
    const shorter = await clips.make('shorter.mp4', ['-i', short, '-frames:v', '3', ...x264, '-an']);
    const { child, ended } = startFaceline(['local', '--watch', inbox, ...models, '--out', done]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const isUploaded = async (name: string): Promise<boolean> =>
      (await readdir(done, { recursive: true }).catch(() => [])).some(
        (file) => /objects\/input/.test(file) && file.endsWith(name),
      );
    await eventually('a is worked on', () => isUploaded('a.mp4'), 120_000);
    await copyFile(shorter, path.join(inbox, 'a.mp4'));
    const says = async (name: string, what: RegExp): Promise<boolean> =>
      what.test(await readFile(path.join(done, name), 'utf8').catch(() => ''));
    await eventually('the new a is done', () => says('a.report.json', /"frames": 3\b/), 120_000);
    await eventually('b is refused', () => says('b.failed.report.json', /SOURCE_NOT_MEDIA/), 120_000);
    const kept = async () =>
      (await readdir(done, { recursive: true })).filter((file) => /objects\/(in|out)put\/.*\.\w+$/.test(file));
    await eventually('nothing of either is kept', async () => (await kept()).length === 0, 120_000);
    child.kill('SIGINT');
    expect((await ended).code).toBe(exitCodes.done);
    const ofA = ['a.poster.jpg', 'a.preview.jpg', 'a.report.json', 'a.swapped.mp4'];
    expect((await readdir(done)).sort()).toEqual([...ofA, 'b.failed.report.json']);
  });
});

describe('faceline bench', () => {
  it('prints one table of figures, or JSON', async () => {
    const args = ['bench', '--runs', '1', '--target', short, '--source', demo.photo, ...models];
    const table = await runFaceline(args);
    expect(table.stdout).toMatch(/frames\/s.*\d/);
    expect(table.stdout).toMatch(/inference share +\d+ %/);
    const json: unknown = JSON.parse((await runFaceline([...args, '--json'])).stdout);
    expect(json).toMatchObject({ median: { frames: 8, encoder: 'libx264 veryfast crf 16' } });
    if (process.platform === 'linux') {
      expect(json).toMatchObject({ median: { cpuS: expect.toSatisfy((cpuS: number) => cpuS > 0) } });
      expect(json).toMatchObject({ median: { peakRssMb: expect.toSatisfy((mb: number) => mb > 100) } });
    }
  });
});
