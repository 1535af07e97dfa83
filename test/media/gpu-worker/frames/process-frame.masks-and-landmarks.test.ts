import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskOptions } from '../../../../contract/options/options.ts';
import { faceAngle } from '../../../../gpu-worker/faces/face-angle.ts';
import { withLandmarks } from '../../../../gpu-worker/finding/find-landmarks.ts';
import { estimatorName, estimatorRole } from '../../../../gpu-worker/finding/point-estimator.ts';
import { prepareRecipe, processFaces } from '../../../../gpu-worker/frames/process-frame.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import type { PixelBox } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import {
  type GoldenFace,
  goldenClips,
  goldenFile,
  layout720,
  pointsOf,
  readGolden,
  toBox,
} from '../../../helpers/media/golden.ts';
import { psnrInBox, readRgb } from '../../../helpers/media/pixels.ts';
import { testWithFiles } from '../../../helpers/media/shared.ts';
import { cpu, sharedModels, taskWith } from '../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../helpers/models/open-models.ts';

const layout = layout720('rgb24', 'bt601');
const everything: TaskOptions = {
  landmarker: '2dfan4',
  masks: ['box', 'occlusion', 'region', 'area'],
  enhancer: 'gfpgan_1.4',
};
const asDetected = (face: GoldenFace) => ({
  box: toBox(face.bounding_box),
  score: face.score,
  points: pointsOf(face),
});

/** Pixels of a box that differ between two pictures. */
function changed(a: Uint8Array, b: Uint8Array, { x1, y1, x2, y2 }: PixelBox): number {
  let count = 0;
  for (let y = y1; y < y2; y += 1) {
    for (let x = x1; x < x2; x += 1) {
      const at = 3 * (y * layout.width + x);
      if (a[at] !== b[at] || a[at + 1] !== b[at + 1] || a[at + 2] !== b[at + 2]) count += 1;
    }
  }
  return count;
}

describe('masks and landmarks with the shared models', () => {
  let models: FaceModels;
  const golden = readGolden('d').frames[0]!;
  const face = golden.faces[0]!;
  const box = toBox(face.paste_box);
  let source: Uint8Array;
  beforeAll(async () => {
    models = await openFaceModels(await sharedModels(everything), cpu);
    source = (await readRgb(goldenFile('d', golden.frame, 'in.png'))).data;
  });
  afterAll(() => models.close());

  async function swapped(options: TaskOptions) {
    const data = Uint8Array.from(source);
    const identity = Float32Array.from(readGolden('d').source.embedding);
    const recipe = prepareRecipe(models, { ...taskWith(options), identity });
    const outcome = await processFaces(models, openFrame(data, layout), [asDetected(face)], recipe);
    expect(outcome.faces[0]?.applied).toContain('swap');
    return data;
  }

  test('every further mask changes fewer pixels, and only such as the box mask changes', async () => {
    const plain = await swapped({});
    const counts: Record<string, number> = { box: changed(plain, source, box) };
    for (const mask of ['occlusion', 'region', 'area'] as const) {
      const masked = await swapped({ masks: ['box', mask] });
      counts[mask] = changed(masked, source, box);
      expect(counts[mask]).toBeLessThan(0.95 * (counts.box ?? 0));
      expect(counts[mask]).toBeGreaterThan(0.1 * (counts.box ?? 0));
      // In the middle of the face every mask is 1.
      const middle = { x1: Math.round((box.x1 + box.x2) / 2) - 4, y1: Math.round((box.y1 + box.y2) / 2) - 4 };
      expect(psnrInBox(masked, plain, layout.width, { ...middle, x2: middle.x1 + 8, y2: middle.y1 + 8 })).toBe(
        Number.POSITIVE_INFINITY,
      );
    }
    const all = await swapped({ masks: ['box', 'occlusion', 'region', 'area'] });
    counts.all = changed(all, source, box);
    console.info(`changed pixels: ${JSON.stringify(counts)}`);
    expect(counts.all).toBeLessThanOrEqual(Math.min(...Object.values(counts)));
  });

  test('the default is the golden one, bit for bit', async () => {
    expect(await swapped({ masks: ['box'] })).toEqual(await swapped({}));
  });

  test('pixel boost: another picture, near the plain one, and finer', async () => {
    const plain = await swapped({});
    const boosted = await swapped({ pixelBoost: 256 });
    const near = psnrInBox(boosted, plain, layout.width, box);
    console.info(`pixel boost 256 against 128: ${near.toFixed(1)} dB`);
    expect(near).toBeGreaterThan(25);
    expect(near).toBeLessThan(60);
    expect(await swapped({ pixelBoost: 128 })).toEqual(plain);
  });

  test('the enhancer takes the occlusion, and no other of the masks', async () => {
    const only = { swapper: 'none', enhancer: 'gfpgan_1.4' } as const;
    const task = taskWith({ ...only, masks: ['box', 'occlusion', 'area'], maskPadding: [9, 9, 9, 9] });
    expect(task.processors[0]).toMatchObject({
      mask: { blur: 0.3, padding: [0, 0, 0, 0], occlusion: { model: 'xseg_1' } },
    });
    expect(Object.keys(task.processors[0] ?? {})).not.toContain('area');
  });

  for (const clip of ['c', 'd'] as const) {
    const { needs } = goldenClips[clip];

    testWithFiles(
      needs,
      `2dfan4 finds the golden faces of clip ${clip}: upright, five near the detector’s`,
      async () => {
        for (const frame of readGolden(clip).frames) {
          const { data } = await readRgb(goldenFile(clip, frame.frame, 'in.png'));
          const { analysis } = taskWith(everything);
          const faces = frame.faces.map(asDetected);
          const marked = await withLandmarks(models, openFrame(data, layout), layout, faces, analysis);
          for (const [i, { points, points68 = [], box: found }] of marked.entries()) {
            const size = found.x2 - found.x1;
            const off = points.map(
              ({ x, y }, k) => Math.hypot(x - faces[i]!.points[k]!.x, y - faces[i]!.points[k]!.y) / size,
            );
            console.info(
              `${clip} ${frame.frame} face ${i}: five points move by ${(100 * Math.max(...off)).toFixed(1)} % of the box`,
            );
            expect(points68).toHaveLength(68);
            expect(faceAngle(points68)).toBe(0);
            expect(Math.max(...off)).toBeLessThan(0.25);
            expect(Math.max(...off), 'they are others').toBeGreaterThan(0);
          }
        }
      },
    );

    testWithFiles(needs, `fan_68_5 agrees with the golden 68 points of clip ${clip}`, async () => {
      let furthest = 0;
      for (const { faces } of readGolden(clip).frames) {
        for (const one of faces) {
          const points = await models.get(estimatorRole, estimatorName).estimate(pointsOf(one));
          const expected = one.landmark_68_5;
          expect(expected).toHaveLength(68);
          expect(faceAngle(points ?? [])).toBe(one.angle % 360);
          for (const [k, [x, y]] of expected.entries()) {
            furthest = Math.max(furthest, Math.hypot((points?.[k]?.x ?? Number.NaN) - x, (points?.[k]?.y ?? 0) - y));
          }
        }
      }
      console.info(`68 points within ${furthest.toExponential(1)} px of FaceFusion's`);
      expect(furthest).toBeLessThan(0.05);
    });
  }
});
