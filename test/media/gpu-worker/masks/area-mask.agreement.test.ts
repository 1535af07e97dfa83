import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { faceRegions } from '../../../../contract/options/masks.ts';
import { landmarkerNamed } from '../../../../gpu-worker/finding/best-landmarks.ts';
import { frameEngine } from '../../../../gpu-worker/frames/frame-engine.ts';
import { areaMask, areaPoints } from '../../../../gpu-worker/masks/area-mask.ts';
import { occluderRole } from '../../../../gpu-worker/masks/occluder.ts';
import { parserRole } from '../../../../gpu-worker/masks/parser.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import { enlargedLayout, frameBytes } from '../../../../gpu-worker/pixels/frame-layout.ts';
import type { AffineMatrix } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { goldenFile, goldenName, layout720, readFloats, readGolden, toBox } from '../../../helpers/media/golden.ts';
import { readRgb } from '../../../helpers/media/pixels.ts';
import { testWithFiles } from '../../../helpers/media/shared.ts';
import { cpu, sharedModels, taskWith } from '../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../helpers/models/open-models.ts';

const numbers = z.array(z.number());
const pairs = z.array(z.tuple([z.number(), z.number()]));
const reference = z
  .object({
    faces: z.array(
      z.object({
        clip: z.enum(['c', 'd']),
        frame: z.int(),
        face: z.int(),
        occlusion: numbers,
        region: numbers,
        area: numbers,
        points68: pairs,
        score: z.number(),
      }),
    ),
    upscaled: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])),
  })
  .parse(JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../fixtures/mask-rows.json'), 'utf8')));

const layout = layout720('rgb24', 'bt601');
const options = { landmarker: '2dfan4', masks: ['occlusion', 'region', 'area'], upscaler: 'real_esrgan_x2' } as const;
const size = 128;

const row64 = (mask: Float32Array | undefined): number[] => Array.from(mask?.subarray(64 * size, 65 * size) ?? []);
function furthest(got: readonly number[], expected: readonly number[]): number {
  expect(got).toHaveLength(expected.length);
  return Math.max(...got.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))));
}

/** Interleaved RGB as planes. */
function planesOf(data: Uint8Array): Float32Array {
  const plane = data.length / 3;
  return Float32Array.from({ length: data.length }, (_, i) => data[3 * (i % plane) + Math.floor(i / plane)] ?? 0);
}

describe('agreement with the same steps done by OpenCV', () => {
  let models: FaceModels;
  beforeAll(async () => {
    models = await openFaceModels(await sharedModels({ ...options, masks: [...options.masks] }), cpu);
  });
  afterAll(() => models.close());

  for (const { clip, frame, face, ...expected } of reference.faces) {
    // Two frames of clip d are in the repository.
    const needs =
      clip === 'd' && (frame === 0 || frame === 75) ? [] : [`golden/${clip}/${goldenName(frame, 'in.png')}`];
    testWithFiles(needs, `clip ${clip}, frame ${frame}, face ${face}: masks and 2dfan4`, async () => {
      const golden = readGolden(clip).frames.find((one) => one.frame === frame)?.faces[face];
      if (golden === undefined) throw new Error('There is no such golden face.');
      const crop = planesOf((await readRgb(goldenFile(clip, frame, `${face}_crop_in.png`))).data);
      const output = readFloats(goldenFile(clip, frame, `${face}_swap_output_3x128x128.f32`));
      const swapped = output.map((value) => Math.min(1, Math.max(0, value)) * 255);
      const occlusion = await models.get(occluderRole, 'xseg_1').mask(crop, size);
      expect(furthest(row64(occlusion), expected.occlusion)).toBeLessThan(1e-3);
      const region = await models.get(parserRole, 'bisenet_resnet_34').mask(swapped, size, faceRegions);
      expect(furthest(row64(region), expected.region)).toBeLessThan(1e-3);
      const points = golden.landmark_68_5.map(([x, y]) => ({ x, y }));
      const [[a, b, c], [d, e, f]] = z
        .tuple([z.tuple([z.number(), z.number(), z.number()]), z.tuple([z.number(), z.number(), z.number()])])
        .parse(golden.swap_matrix);
      const matrix: AffineMatrix = [a, b, c, d, e, f];
      const area = areaMask(points, ['upper-face', 'lower-face', 'mouth'], matrix, size);
      expect(Object.keys(areaPoints)).toHaveLength(3);
      // The polygon's edge may lie a pixel beside OpenCV's.
      expect(furthest(row64(area), expected.area)).toBeLessThan(0.06);

      const { data } = await readRgb(goldenFile(clip, frame, 'in.png'));
      const found = await landmarkerNamed(models, '2dfan4').find(
        openFrame(data, layout),
        layout,
        toBox(golden.bounding_box),
        0,
      );
      const off = expected.points68.map(([x, y], i) => {
        const point = found?.points68[i];
        return Math.hypot((point?.x ?? Number.NaN) - x, (point?.y ?? Number.NaN) - y);
      });
      console.info(`${clip} ${frame} face ${face}: 2dfan4 within ${Math.max(...off).toFixed(2)} px`);
      expect(Math.max(...off)).toBeLessThan(2);
      expect(found?.score).toBeCloseTo(expected.score, 4);
    });
  }

  test('a frame of tiles, at the corners and over the seams too', async () => {
    const engine = frameEngine(models);
    engine.follow(taskWith({ swapper: 'none', upscaler: 'real_esrgan_x2' }));
    const large = enlargedLayout(layout, 2);
    const memory = new Uint8Array(frameBytes(large));
    memory.set((await readRgb(goldenFile('d', 0, 'in.png'))).data);
    await engine.processFrame(memory, layout);
    const off = reference.upscaled.flatMap(([x, y, ...rgb]) =>
      rgb.map((level, channel) => Math.abs(level - (memory[3 * (y * large.width + x) + channel] ?? Number.NaN))),
    );
    const same = off.filter((distance) => distance === 0).length / off.length;
    console.info(`upscaled: ${(100 * same).toFixed(1)} % identical, at most ${Math.max(...off)} off`);
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
    expect(same).toBeGreaterThan(0.97);
  });
});
