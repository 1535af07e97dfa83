import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TaskOptions } from '../../../../../contract/options/options.ts';
import type { Report } from '../../../../../contract/report.ts';
import { modelsNamed } from '../../../../../gpu-worker/catalog/needed-models.ts';
import { faceFinderNamed } from '../../../../../gpu-worker/finding/face-finder.ts';
import { openDecoder } from '../../../../../gpu-worker/media/video/codec/codec-decode.ts';
import { probeVideo } from '../../../../../gpu-worker/media/video/container/container-probe.ts';
import { resolveModels } from '../../../../../gpu-worker/models/files/store.ts';
import { frameBytes } from '../../../../../gpu-worker/pixels/frame-layout.ts';
import { openFrame } from '../../../../../gpu-worker/pixels/open-frame.ts';
import { demoInputs } from '../../../../helpers/media/demo-inputs.ts';
import { faceBrightness, writeBrightClassifier } from '../../../../helpers/models/classifier-models.ts';
import { cpu } from '../../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../../helpers/models/open-models.ts';
import { useClips, x264 } from '../../../../helpers/video/make-clip.ts';
import { bytesOf, demoModelsFolder, openRig, type Rig } from '../../../../helpers/workers/local-rig.ts';

const frames = 24;

const clips = useClips();
let folder: string;
let rig: Rig;
let target: Uint8Array;
let photo: Uint8Array;
/** Of the three faces from the left, frame by frame. */
let brightness: readonly (readonly number[])[];

beforeAll(async () => {
  const demo = await demoInputs();
  photo = await readFile(demo.photo);
  const clip = await clips.make('short.mp4', [
    ...['-i', demo.clip, '-vf', 'scale=640:360', '-frames:v', String(frames), '-an', ...x264],
  ]);
  target = await bytesOf(clip);
  // Without the demo's marker: what else lies in such a folder is taken for a demo model.
  folder = await mkdtemp(path.join(tmpdir(), 'faceline-select-'));
  for (const name of ['yunet_2023_mar', 'arcface_w600k_r50', 'inswapper_128']) {
    await copyFile(path.join(demoModelsFolder, `${name}.onnx`), path.join(folder, `${name}.onnx`));
  }
  rig = await openRig({ models: folder });
  const models = await openFaceModels(await resolveModels(folder, modelsNamed(['yunet_2023_mar'])), cpu);
  // As the pipeline sees them: in the decoder's own samples.
  const limits = { maxSidePx: 8192, maxPixels: 36_000_000 };
  const facts = await probeVideo(clip, limits);
  const { signal } = new AbortController();
  const decoder = await openDecoder({ path: clip, facts, ffmpeg: clips.ffmpeg(), limits, threads: 1, signal });
  const found: number[][] = [[], [], []];
  const pixels = new Uint8Array(frameBytes(decoder.layout));
  while (await decoder.read(pixels)) {
    const frame = openFrame(pixels, decoder.layout);
    const faces = await faceFinderNamed(models, 'yunet_2023_mar').detect(frame, decoder.layout, 0.5);
    const sorted = faces.sort((one, other) => one.box.x1 - other.box.x1);
    for (const [i, { points }] of sorted.entries()) found[i]?.push(faceBrightness(frame, points));
  }
  await decoder.close();
  await models.close();
  brightness = found;
  for (const each of found) {
    console.info(
      `brightness ${Math.min(...each).toFixed(4)} to ${Math.max(...each).toFixed(4)}, ${each.length} frames`,
    );
  }
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

let count = 0;
async function run(options: TaskOptions, threshold: number): Promise<Report> {
  count += 1;
  await writeBrightClassifier(folder, threshold);
  const report = await rig.run({ target, photos: [photo], file: `${count}.mp4`, options });
  expect(report.error).toBeUndefined();
  return report;
}

/** A threshold that a face passes in so large a share of its frames. */
function passedBy(face: number, share: number): number {
  const sorted = [...(brightness[face] ?? [])].sort((a, b) => b - a);
  const at = Math.round(share * sorted.length);
  return ((sorted[at - 1] ?? 0) + (sorted[at] ?? 0)) / 2;
}

test('a face that flickers is swapped in every frame or in none, with tracks; without them frame by frame', async () => {
  // The left face is brighter than the others throughout.
  expect(Math.min(...(brightness[0] ?? []))).toBeGreaterThan(
    Math.max(...(brightness[2] ?? []), ...(brightness[1] ?? [])),
  );
  for (const [share, everywhere] of [
    [0.75, true],
    [0.25, false],
  ] as const) {
    const threshold = passedBy(0, share);
    const alone = await run({ selectGender: 'female' }, threshold);
    const { changed: { swap: swapped = 0 } = {}, skipped } = alone.result?.faces ?? {};
    console.info(`threshold ${threshold.toFixed(4)}: ${swapped} of ${frames} frames without tracks`);
    expect(swapped).toBeGreaterThan(everywhere ? frames / 2 : 0);
    expect(swapped).toBeLessThan(everywhere ? frames : frames / 2);
    expect(skipped).toEqual({ 'not-selected': 3 * frames - swapped });
    const tracked = await run({ selectGender: 'female', tracks: true }, threshold);
    const expected = everywhere ? frames : 0;
    expect(tracked.result?.faces).toMatchObject({
      changed: { swap: expected },
      skipped: { 'not-selected': 3 * frames - expected },
    });
    expect(tracked.result?.models.find(({ role }) => role === 'classifier')).toMatchObject({
      name: 'fairface',
      licence: 'CC-BY-4.0',
    });
  }
});

test('a still picture with a map: what no rule names is selected by its traits', async () => {
  const still = await readFile(await clips.make('still.png', ['-i', clips.file('short.mp4'), '-frames:v', '1']));
  await writeBrightClassifier(folder, 0.45);
  const report = await rig.run({
    target: still,
    photos: [photo],
    key: 'images/input/u1/202504051423/still.png',
    identities: [
      { target: { index: 1 }, source: 'blur' },
      { target: 'all', source: { person: 'alice' } },
    ],
    options: { selectGender: 'male' },
  });
  expect(report.error).toBeUndefined();
  // The dark face in the middle is a man's: it is named, so it is blurred; the bright ones are women's.
  expect(report.result?.faces).toMatchObject({ changed: { swap: 0, blur: 1 }, skipped: { 'not-selected': 2 } });
  expect(report.result?.identities).toMatchObject([
    { outcome: 'matched', tracks: 1 },
    { outcome: 'matches nobody', tracks: 0, note: expect.stringContaining('selector') },
  ]);
});
