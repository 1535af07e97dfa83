import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../../examples/demo/graph-builder.ts';
import { modelsNamed } from '../../../../gpu-worker/catalog/needed-models.ts';
import { fiveOf68 } from '../../../../gpu-worker/faces/face-angle.ts';
import { landmarkerNamed } from '../../../../gpu-worker/finding/best-landmarks.ts';
import { blackenOutside } from '../../../../gpu-worker/finding/blacken-outside.ts';
import { withLandmarks } from '../../../../gpu-worker/finding/find-landmarks.ts';
import { landmarkerRole, openLandmarker } from '../../../../gpu-worker/finding/landmarker.ts';
import type { NeededModel } from '../../../../gpu-worker/models/role.ts';
import type { AffineMatrix } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { seededRandom } from '../../../helpers/faces/synthetic-faces.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { patterned, rgbLayout } from '../../../helpers/media/patterns.ts';
import { sharedFile } from '../../../helpers/media/shared.ts';
import { cpu } from '../../../helpers/models/engine.ts';
import { findInCatalog } from '../../../helpers/models/find-in-catalog.ts';
import { openFaceModels } from '../../../helpers/models/open-models.ts';
import { ownModels } from '../../../helpers/models/own-models.ts';

const clock = { elapsedMs: 0 };
const size = 256;
const layout = rgbLayout(200, 160);
const frame = openFrame(patterned(200, 160), layout);
const box = { x1: 60, y1: 50, x2: 120, y2: 112 };
const seed = 5;
const random = seededRandom(seed);
const weights = Float32Array.from({ length: 3 * size * size }, () => (random() - 0.5) / 400);
/** Brings the weighted sum, which lies around 0, into the middle of the scores. */
const middle = 0.5;
const fullScore = 0.95;
/** Where in the crop the model finds point i, in its units of 0..64. */
const found = (i: number): readonly [number, number] => [8 + (i % 17) * 3, 12 + Math.floor(i / 17) * 10];

interface Shape {
  readonly dims?: readonly number[];
  /** More outputs, which nobody reads. */
  readonly more?: boolean;
  /** Points that the output has. */
  readonly count?: number;
  /** Of every point, in place of what the picture says. */
  readonly sure?: number;
}

/** Known points; how sure it is of each is a weighted sum of the whole picture. */
async function writePeppa(folder: string, { dims, more = false, count = 68, sure }: Shape = {}): Promise<string> {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 3, size, size]);
  const flat = graph.op('Reshape', [input, graph.ints([1, 3 * size * size])]);
  const sum = graph.shift(graph.op('MatMul', [flat, graph.floats([3 * size * size, 1], weights)]), middle);
  const said = sure === undefined ? sum : graph.floats([1, 1], [sure]);
  const points = graph.floats(
    [count, 2],
    Array.from({ length: 2 * count }, (_, i) => found(Math.floor(i / 2))[i % 2] ?? 0),
  );
  const column = graph.op('Expand', [said, graph.ints([count, 1])]);
  const rows = graph.op('Concat', [points, column], { axis: 1 });
  const shape = dims ?? [1, 3 * count];
  graph.output('rows', shape, graph.op('Reshape', [rows, graph.ints(shape)]));
  if (more) graph.output('extra', [2, 2], graph.floats([2, 2], [1, 2, 3, 4]));
  const file = path.join(folder, 'peppa_wutz.onnx');
  await writeFile(file, graph.build('peppa_wutz', 'test model: known points, and a weighted sum'));
  return file;
}

const open = async (shape: Shape = {}) =>
  openLandmarker(factsOf('peppa_wutz'), await writePeppa(await temporaryFolder(), shape), cpu, clock);

function factsOf(name: string) {
  const facts = findInCatalog(landmarkerRole, name);
  if (facts === undefined) throw new Error(`${name} has no picture`);
  return facts;
}

const matrixOf = (faceSize: number): AffineMatrix => {
  const scale = faceSize / 62;
  return [scale, 0, (size - 180 * scale) / 2, 0, scale, (size - 162 * scale) / 2];
};

interface Feeding {
  readonly matrix?: AffineMatrix;
  readonly order?: readonly number[];
  readonly level?: (level: number) => number;
}

/** The score when the model is fed so. */
function scoreOf({ matrix = matrixOf(195), order = [2, 1, 0], level = (value) => value / 255 }: Feeding = {}): number {
  const crop = new Float32Array(3 * size * size);
  frame.warpCrop(matrix, size, crop);
  blackenOutside(crop, size, matrix, layout);
  const plane = size * size;
  let sum = middle;
  for (let i = 0; i < crop.length; i += 1) {
    const from = (order[Math.floor(i / plane)] ?? 0) * plane + (i % plane);
    sum += level(crop[from] ?? 0) * (weights[i] ?? 0);
  }
  return sum / fullScore;
}

const right = scoreOf();
const [scale, , x, , , y] = matrixOf(195);
const mistakes: Readonly<Record<string, number>> = {
  'red first': scoreOf({ order: [0, 1, 2] }),
  'mean and std of -1..1': scoreOf({ level: (value) => value / 127.5 - 1 }),
  '0..255': scoreOf({ level: (value) => value }),
  'a face as large as the crop': scoreOf({ matrix: matrixOf(256) }),
  'half a pixel off': scoreOf({ matrix: [scale, 0, x + 0.5, 0, scale, y + 0.5] }),
  'a score of 1 from 0.9 on': (right * fullScore) / 0.9,
};

test('peppa_wutz: the crop of 2dfan4; rows of x, y, score in a grid of 64; the mean score over 0.95', async () => {
  console.info(`seed ${seed}: score ${right.toFixed(4)}; planted ${JSON.stringify(mistakes)}`);
  const landmarker = await open();
  const result = await landmarker.find(frame, layout, box, 0);
  expect(result?.score).toBeCloseTo(right, 3);
  expect(right).toBeGreaterThan(0.2);
  expect(right).toBeLessThan(0.9);
  for (const [i, point] of (result?.points68 ?? []).entries()) {
    const [u, v] = found(i);
    expect(point.x).toBeCloseTo(90 + (u * 4 - 128) * (62 / 195), 4);
    expect(point.y).toBeCloseTo(81 + (v * 4 - 128) * (62 / 195), 4);
  }
  expect(result?.points68).toHaveLength(68);
  const turned = await landmarker.find(frame, layout, box, 90);
  const [u, v] = found(5);
  expect(turned?.points68[5]?.x).toBeCloseTo(90 + (256 - v * 4 - 128) * (62 / 195), 4);
  expect(turned?.points68[5]?.y).toBeCloseTo(81 + (u * 4 - 128) * (62 / 195), 4);
  await landmarker.close();
});

test.each(Object.entries(mistakes))('%s would be seen', (_, score) => {
  // What is compared above differs by less than half of 0.001.
  expect(Math.abs(Math.min(1, Math.max(0, score)) - right)).toBeGreaterThan(0.01);
});

test('its shape is not known: any that holds 68 rows of three will do, and more outputs may follow', async () => {
  for (const shape of [{ dims: [1, 68, 3] }, { dims: [204] }, { dims: [68, 3], more: true }]) {
    const landmarker = await open(shape);
    expect((await landmarker.find(frame, layout, box, 0))?.score).toBeCloseTo(right, 3);
    await landmarker.close();
  }
  await expect(open({ count: 98 })).rejects.toMatchObject({
    code: 'MODEL_CONTRACT',
    message: expect.stringMatching(/204 values.*found.*294/s),
  });
});

test('a model of no landmarker’s name is a defect of the caller', async () => {
  const file = await writePeppa(await temporaryFolder());
  await expect(openLandmarker({ ...factsOf('peppa_wutz'), name: 'fan_68_5' }, file, cpu, clock)).rejects.toThrow(
    /fan_68_5 is no landmarker/,
  );
});

describe('both landmarkers', () => {
  const face = {
    box,
    score: 0.9,
    points: [
      { x: 75, y: 70 },
      { x: 105, y: 71 },
      { x: 90, y: 85 },
      { x: 78, y: 96 },
      { x: 102, y: 97 },
    ],
  };
  const analysis = (landmarker: string, landmarkerScore = 0.1) => ({
    ...{ detector: { model: 'yunet_2023_mar', score: 0.5 }, landmarker, landmarkerScore },
    faces: 'many' as const,
  });

  /** A 2dfan4 and a peppa_wutz with points of their own that are so sure, 0..1. */
  async function bothWith(fan4: number, peppa: number) {
    const folder = await temporaryFolder();
    await copyFile(sharedFile('models/fan_68_5.onnx'), path.join(folder, 'fan_68_5.onnx'));
    await writePeppa(folder, { sure: peppa * fullScore });
    const graph = new GraphBuilder();
    graph.input('input', [1, 3, size, size]);
    const values = Float32Array.from({ length: 204 }, (_, i) => 20 + (i % 7));
    graph.output('landmarks', [1, 68, 3], graph.floats([1, 68, 3], values));
    const peak = graph.floats([1, 1, 1, 1], [fan4 * 0.9]);
    graph.output('heatmaps', [1, 68, 64, 64], graph.op('Expand', [peak, graph.ints([1, 68, 64, 64])]));
    await writeFile(path.join(folder, '2dfan4.onnx'), graph.build('2dfan4', 'test model: as sure as it is told'));
    const facts = { sha256: '', sizeBytes: 1, licence: 'test' } as const;
    const file = ({ role, name }: NeededModel) => ({ ...facts, role, name, path: path.join(folder, `${name}.onnx`) });
    return openFaceModels(modelsNamed(['fan_68_5', '2dfan4', 'peppa_wutz']).map(file), cpu);
  }

  test.each([
    [0.5, 0.4, '2dfan4'],
    [0.5, 0.69, '2dfan4'],
    [0.5, 0.71, 'peppa_wutz'],
    [0.02, 0.21, '2dfan4'],
  ] as const)('many: of scores %f and %f the points of %s', async (fan4, peppa, winner) => {
    const models = await bothWith(fan4, peppa);
    const own = await landmarkerNamed(models, winner).find(frame, layout, box, 0);
    expect(own?.score).toBeCloseTo(winner === '2dfan4' ? fan4 : peppa, 5);
    expect(await landmarkerNamed(models, 'many').find(frame, layout, box, 0)).toEqual(own);
    await models.close();
  });

  test('peppa_wutz alone moves the five points only where it is sure enough, and never below 0.2', async () => {
    for (const [sure, moves] of [
      [0.5, true],
      [0.12, false],
    ] as const) {
      const models = await bothWith(0.9, sure);
      const [marked] = await withLandmarks(models, frame, layout, [face], analysis('peppa_wutz'));
      const own = Array.from({ length: 68 }, (_, i) => found(i)).map(([u, v]) => ({
        x: 90 + (u * 4 - 128) * (62 / 195),
        y: 81 + (v * 4 - 128) * (62 / 195),
      }));
      const expected = moves ? fiveOf68(own) : face.points;
      for (const [k, point] of (marked?.points ?? []).entries()) {
        expect(point.x).toBeCloseTo(expected[k]?.x ?? -1, 4);
        expect(point.y).toBeCloseTo(expected[k]?.y ?? -1, 4);
      }
      expect(marked?.points68).toHaveLength(68);
      await models.close();
    }
  });

  test('one of both missing is told by name', () => {
    const none = ownModels();
    expect(() => landmarkerNamed(none, 'many')).toThrow(/landmarker "2dfan4" is needed/);
    expect(() => landmarkerNamed(none, 'peppa_wutz')).toThrow(/"peppa_wutz" is needed/);
  });
});
