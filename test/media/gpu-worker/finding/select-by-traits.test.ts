import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settingsFor } from '../../../../contract/face-task.ts';
import { completeOptionsSchema, defaultOptions, type TaskOptions } from '../../../../contract/options/options.ts';
import { neededModels } from '../../../../gpu-worker/catalog/needed-models.ts';
import type { FaceOutcome } from '../../../../gpu-worker/faces/face-stages.ts';
import { ageRanges } from '../../../../gpu-worker/faces/face-traits.ts';
import { faceFinderNamed } from '../../../../gpu-worker/finding/face-finder.ts';
import type { FrameOutcome } from '../../../../gpu-worker/frames/frame-engine-types.ts';
import { resolveModels } from '../../../../gpu-worker/models/files/store.ts';
import type { PixelBox } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { drawEverybody } from '../../../helpers/faces/crowd-clip.ts';
import { layout720, readGolden } from '../../../helpers/media/golden.ts';
import { turnFrame } from '../../../helpers/media/patterns.ts';
import { readRgb } from '../../../helpers/media/pixels.ts';
import { sharedFile } from '../../../helpers/media/shared.ts';
import { ageOfBrightness, faceBrightness, writeBrightClassifier } from '../../../helpers/models/classifier-models.ts';
import { cpu, sharedModels, taskWith } from '../../../helpers/models/engine.ts';
import { openFaceModels, openFrameEngine } from '../../../helpers/models/open-models.ts';
import { useClips } from '../../../helpers/video/make-clip.ts';

const layout = { ...layout720('rgb24', 'bt601'), fullRange: true };

interface SeenFace {
  readonly box: PixelBox;
  readonly brightness: number;
}

describe('face selectors on a frame with four faces', () => {
  const clips = useClips();
  let folder: string;
  let source: Uint8Array;
  /** Dark to bright, as the detector finds them in the frame. */
  let seen: SeenFace[];
  /** Two faces are brighter. */
  let threshold: number;

  beforeAll(async () => {
    source = (await readRgb((await drawEverybody(clips)).png)).data;
    const models = await openFaceModels(await sharedModels(), cpu);
    const frame = openFrame(source, layout);
    const faces = await faceFinderNamed(models, 'yunet_2023_mar').detect(frame, layout, 0.5);
    seen = faces
      .map(({ box, points }) => ({ box, brightness: faceBrightness(frame, points) }))
      .sort((a, b) => a.brightness - b.brightness);
    await models.close();
    threshold = ((seen[1]?.brightness ?? 0) + (seen[2]?.brightness ?? 0)) / 2;
    folder = await mkdtemp(path.join(tmpdir(), 'faceline-select-'));
    for (const name of ['yunet_2023_mar', 'arcface_w600k_r50', 'inswapper_128']) {
      await copyFile(sharedFile(`models/${name}.onnx`), path.join(folder, `${name}.onnx`));
    }
    await writeBrightClassifier(folder, threshold);
    console.info(`brightness of the faces: ${seen.map(({ brightness }) => brightness.toFixed(3)).join(', ')}`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function run(
    options: TaskOptions,
    data = source,
    stored = layout,
  ): Promise<{ data: Uint8Array } & FrameOutcome> {
    const pixels = Uint8Array.from(data);
    const engine = await openFrameEngine(await resolveModels(folder, neededModels(taskWith(options))), cpu);
    const { analysis, processors } = settingsFor(
      completeOptionsSchema.parse({ ...defaultOptions, ...options }),
      'anna',
    );
    engine.follow({ analysis, processors, identity: Float32Array.from(readGolden('d').source.embedding) });
    const outcome = await engine.processFrame(pixels, stored);
    await engine.close();
    return { data: pixels, ...outcome };
  }
  const swapped = (faces: readonly FaceOutcome[]) => faces.filter(({ applied }) => applied.includes('swap'));
  const brightnessOf = ({ box }: Pick<FaceOutcome, 'box'>): number =>
    seen.find((face) => face.box.x1 === box.x1 && face.box.y1 === box.y1)?.brightness ?? Number.NaN;

  test('there are faces on both sides of the threshold, with room between', () => {
    expect(seen).toHaveLength(4);
    expect((seen[2]?.brightness ?? 0) - (seen[1]?.brightness ?? 0)).toBeGreaterThan(0.01);
  });

  test.each(['female', 'male'] as const)('only %s faces are changed; the others are counted', async (gender) => {
    const { faces, data } = await run({ selectGender: gender });
    expect(faces).toHaveLength(4);
    for (const face of faces) {
      const fits = brightnessOf(face) > threshold === (gender === 'female');
      expect([face.applied, face.skipped]).toEqual(fits ? [['swap'], undefined] : [[], 'not-selected']);
    }
    const boxes = swapped(faces).flatMap(({ pasteBoxes }) => pasteBoxes);
    let changed = 0;
    for (const [at, value] of data.entries()) {
      if (value === source[at]) continue;
      const [x, y] = [Math.floor(at / 3) % layout.width, Math.floor(at / 3 / layout.width)];
      if (!boxes.some(({ x1, y1, x2, y2 }) => x >= x1 && x < x2 && y >= y1 && y < y2)) throw new Error(`${x}, ${y}`);
      changed += 1;
    }
    expect(changed).toBeGreaterThan(1000);
  });

  test('both genders together are everybody, bit for bit as without a selector', async () => {
    const plain = await run({});
    const all = await run({ selectAgeFrom: 0, selectAgeTo: 99 });
    expect(all.data).toEqual(plain.data);
    expect(swapped(all.faces)).toHaveLength(4);
  });

  test('ages: the faces whose class shares a year', async () => {
    const classes = seen.map(({ brightness }) => ageOfBrightness(brightness));
    const [oldest = 0] = classes.slice(-1);
    const [from = 0, to = 0] = ageRanges[oldest] ?? [];
    const { faces } = await run({ selectAgeFrom: from, selectAgeTo: to });
    expect(swapped(faces)).toHaveLength(classes.filter((each) => each === oldest).length);
    expect(swapped(faces).length).toBeLessThan(4);
    const others = await run({ selectAgeTo: from });
    expect(swapped(others.faces)).toHaveLength(4 - swapped(faces).length);
  });

  test('the one is the first, in the order asked for, of those that fit', async () => {
    const bright = seen.filter(({ brightness }) => brightness > threshold);
    const leftmost = (faces: readonly SeenFace[]) => [...faces].sort((a, b) => a.box.x1 - b.box.x1)[0]?.box;
    const one = async (options: TaskOptions) =>
      swapped((await run({ faces: 'one', ...options })).faces).map(({ box }) => box);
    expect(await one({ faceOrder: 'left-right' })).toEqual([leftmost(seen)]);
    expect(await one({ faceOrder: 'left-right', selectGender: 'female' })).toEqual([leftmost(bright)]);
    const dark = seen.filter(({ brightness }) => brightness < threshold);
    expect(await one({ faceOrder: 'left-right', selectGender: 'male' })).toEqual([leftmost(dark)]);
    expect(leftmost(bright)).not.toEqual(leftmost(dark));
  });

  test('left is what a player shows at the left, in a frame that is stored turned', async () => {
    const turned = turnFrame(source, layout, 180);
    const { faces } = await run({ faces: 'one', faceOrder: 'left-right' }, turned, { ...layout, rotation: 180 });
    const upright = await run({ faces: 'one', faceOrder: 'left-right' });
    const [there, here] = [swapped(faces)[0]?.box, swapped(upright.faces)[0]?.box];
    expect(there && layout.width - 1 - there.x2).toBeCloseTo(here?.x1 ?? -1, 0);
    expect(there && layout.height - 1 - there.y2).toBeCloseTo(here?.y1 ?? -1, 0);
  });

  test('without a selector no classifier is loaded, nor has to be there', async () => {
    expect((await sharedModels({ faces: 'one', faceOrder: 'best-worst' })).map(({ role }) => role)).not.toContain(
      'classifier',
    );
    await rm(path.join(folder, 'fairface.onnx'));
    expect(swapped((await run({})).faces)).toHaveLength(4);
    await expect(run({ selectGender: 'female' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('fairface'),
    });
    await writeBrightClassifier(folder, threshold);
  });
});
