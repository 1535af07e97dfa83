import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../../examples/demo/graph-builder.ts';
import { faceAngle, fiveOf68 } from '../../../../gpu-worker/faces/face-angle.ts';
import { landmarkerNamed } from '../../../../gpu-worker/finding/best-landmarks.ts';
import { withLandmarks } from '../../../../gpu-worker/finding/find-landmarks.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { rgbLayout } from '../../../helpers/media/patterns.ts';
import { cpu } from '../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../helpers/models/open-models.ts';

const layout = rgbLayout(200, 160);
const colour = [200, 120, 40] as const;
const flat = Uint8Array.from({ length: 3 * 200 * 160 }, (_, i) => colour[i % 3] ?? 0);
const face = {
  box: { x1: 60, y1: 50, x2: 120, y2: 110 },
  score: 0.9,
  points: [
    { x: 75, y: 70 },
    { x: 105, y: 71 },
    { x: 90, y: 85 },
    { x: 78, y: 96 },
    { x: 102, y: 97 },
  ],
};
/** Where in the crop the model finds point i, in its units of 0..64. */
const found = (i: number): readonly [number, number] => [8 + (i % 17) * 3, 12 + Math.floor(i / 17) * 10];

/** 68 points that repeat the five in turn. */
async function writeEstimator(folder: string): Promise<void> {
  const graph = new GraphBuilder();
  const input = graph.op('Reshape', [graph.input('input', [1, 5, 2]), graph.ints([1, 10])]);
  const weights = new Float32Array(10 * 136);
  for (let i = 0; i < 136; i += 1) weights[(2 * (Math.floor(i / 2) % 5) + (i % 2)) * 136 + i] = 1;
  const points = graph.op('MatMul', [input, graph.floats([10, 136], weights)]);
  graph.output('output', [1, 68, 2], graph.op('Reshape', [points, graph.ints([1, 68, 2])]));
  await writeFile(path.join(folder, 'fan_68_5.onnx'), graph.build('fan_68_5', 'test model'));
}

/** Known points; the peak of every heatmap is the middle pixel's `weights · channels`. */
async function writeLandmarker(folder: string, weights: readonly number[]): Promise<void> {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 3, 256, 256]);
  const values = Float32Array.from({ length: 68 * 3 }, (_, i) => found(Math.floor(i / 3))[i % 3] ?? 0.5);
  graph.output('landmarks', [1, 68, 3], graph.floats([1, 68, 3], values));
  const middle = graph.op('Slice', [input, graph.ints([128, 128]), graph.ints([129, 129]), graph.ints([2, 3])]);
  const peak = graph.op('MatMul', [graph.op('Reshape', [middle, graph.ints([1, 3])]), graph.floats([3, 1], weights)]);
  const peaks = graph.op('Expand', [graph.op('Reshape', [peak, graph.ints([1, 1, 1, 1])]), graph.ints([1, 68, 1, 1])]);
  // One pixel of each heatmap; the rest is far below.
  const spot = new Float32Array(64 * 64).fill(-9);
  spot[700] = 0;
  graph.output('heatmaps', [1, 68, 64, 64], graph.add(peaks, graph.floats([1, 1, 64, 64], spot)));
  await writeFile(path.join(folder, '2dfan4.onnx'), graph.build('2dfan4', 'test model'));
}

async function modelsWith(weights: readonly number[]): Promise<FaceModels> {
  const folder = await temporaryFolder();
  await writeEstimator(folder);
  await writeLandmarker(folder, weights);
  const facts = { sha256: '', sizeBytes: 1, licence: 'test' } as const;
  const file = (role: string, name: string) => ({ ...facts, role, name, path: path.join(folder, `${name}.onnx`) });
  return openFaceModels([file('estimator', 'fan_68_5'), file('landmarker', '2dfan4')], cpu);
}

const analysis = (landmarker: string, landmarkerScore?: number) => ({
  detector: { model: 'yunet_2023_mar', score: 0.5 },
  landmarker,
  faces: 'many' as const,
  ...(landmarkerScore === undefined ? {} : { landmarkerScore }),
});

describe('landmarkers', () => {
  test('fan_68_5: five points aligned by ffhq in, 68 back where they came from; the five stay', async () => {
    const models = await modelsWith([0, 0, 0]);
    const [marked] = await withLandmarks(models, openFrame(flat, layout), layout, [face], analysis('fan_68_5'));
    expect(marked?.points).toEqual(face.points);
    expect(marked?.points68).toHaveLength(68);
    for (const [i, { x, y }] of (marked?.points68 ?? []).entries()) {
      expect(Math.hypot(x - (face.points[i % 5]?.x ?? 0), y - (face.points[i % 5]?.y ?? 0))).toBeLessThan(1e-3);
    }
    await models.close();
  });

  test('2dfan4: blue first, 0..1; score by the heatmaps’ peak; points back through the crop', async () => {
    const weights = [0.5, 0.25, 0.125] as const;
    const score = (order: readonly number[]): number =>
      Math.min(1, weights.reduce((sum, weight, k) => sum + (weight * (order[k] ?? 0)) / 255, 0) / 0.9);
    const right = score([...colour].reverse());
    expect(Math.abs(right - score(colour)), 'red first').toBeGreaterThan(0.05);
    const models = await modelsWith(weights);
    const frame = openFrame(flat, layout);
    const result = await landmarkerNamed(models, '2dfan4').find(frame, layout, face.box, 0);
    expect(result?.score).toBeCloseTo(right, 3);
    // 195 of 256 pixels are the box of 60; its middle is the crop's.
    for (const [i, { x, y }] of (result?.points68 ?? []).entries()) {
      const [u, v] = found(i);
      expect(x).toBeCloseTo(90 + (u * 4 - 128) * (60 / 195), 4);
      expect(y).toBeCloseTo(80 + (v * 4 - 128) * (60 / 195), 4);
    }
    // Just below the score the five points come from the 68; just above they stay, and the 68 are kept.
    const sure = await withLandmarks(models, frame, layout, [face], analysis('2dfan4', right - 0.01));
    expect(sure[0]?.points).toEqual(fiveOf68(result?.points68 ?? []));
    const unsure = await withLandmarks(models, frame, layout, [face], analysis('2dfan4', right + 0.01));
    expect(unsure[0]?.points).toEqual(face.points);
    expect(unsure[0]?.points68).toEqual(result?.points68);
    // A score of 0 does not run it.
    const off = await withLandmarks(models, frame, layout, [face], analysis('2dfan4', 0));
    expect(off[0]?.points68?.[0]?.x).toBeCloseTo(face.points[0]?.x ?? 0, 2);
    await models.close();
  });

  test('a face that lies on its side is turned upright first, and its points turned back', async () => {
    const models = await modelsWith([0.1, 0.1, 0.1]);
    const result = await landmarkerNamed(models, '2dfan4').find(openFrame(flat, layout), layout, face.box, 90);
    const [u, v] = found(5);
    // The way back from (x, y) -> (y, 256 - x).
    expect(result?.points68[5]?.x).toBeCloseTo(90 + (256 - v * 4 - 128) * (60 / 195), 4);
    expect(result?.points68[5]?.y).toBeCloseTo(80 + (u * 4 - 128) * (60 / 195), 4);
    await models.close();
  });

  test('a dark face is shown with its contrast raised, a bright one as it is', async () => {
    const models = await modelsWith([0.3, 0.3, 0.3]);
    const scoreOf = async (level: number): Promise<number> => {
      const grey = openFrame(new Uint8Array(3 * 200 * 160).fill(level), layout);
      return (await landmarkerNamed(models, '2dfan4').find(grey, layout, face.box, 0))?.score ?? Number.NaN;
    };
    expect(await scoreOf(60)).toBeCloseTo(60 / 255, 3);
    // A flat face gains two levels; one with contrast gains more of it.
    expect(await scoreOf(20)).toBeGreaterThan(21 / 255);
    await models.close();
  });

  test('beside the frame it sees black', async () => {
    const models = await modelsWith([0.3, 0.3, 0.3]);
    const outside = { x1: -200, y1: -200, x2: -140, y2: -140 };
    const result = await landmarkerNamed(models, '2dfan4').find(openFrame(flat, layout), layout, outside, 0);
    // Not quite 0: contrast is raised in the dark.
    expect(result?.score).toBeLessThan(0.05);
    await models.close();
  });

  test('angles are the nearest quarter', () => {
    const at = (degrees: number) => {
      const points = Array.from({ length: 68 }, () => ({ x: 0, y: 0 }));
      points[16] = { x: Math.cos((degrees * Math.PI) / 180), y: Math.sin((degrees * Math.PI) / 180) };
      return faceAngle(points);
    };
    expect([0, 40, 50, 130, 140, 179, -179, -140, -91, -50, -40, -1].map(at)).toEqual([
      0, 0, 90, 90, 180, 180, 180, 180, 270, 270, 0, 0,
    ]);
  });

  test('numbers that are not finite leave the detector’s points', async () => {
    const models = await modelsWith([Number.NaN, 0, 0]);
    const [marked] = await withLandmarks(models, openFrame(flat, layout), layout, [face], analysis('2dfan4', 0.1));
    expect(marked?.points).toEqual(face.points);
    await models.close();
  });
});
