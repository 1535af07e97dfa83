import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../../examples/demo/graph-builder.ts';
import { fitSimilarity } from '../../../../gpu-worker/faces/similarity.ts';
import { type FaceTemplate, templatePoints } from '../../../../gpu-worker/faces/templates.ts';
import { type Classifier, classifierRole, openClassifier } from '../../../../gpu-worker/finding/classifier.ts';
import { openSession } from '../../../../gpu-worker/inference/model-session.ts';
import type { AffineMatrix } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { seededRandom } from '../../../helpers/faces/synthetic-faces.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { patterned, rgbLayout } from '../../../helpers/media/patterns.ts';
import { sharedFile } from '../../../helpers/media/shared.ts';
import { classifierSize as size, writeClassifier } from '../../../helpers/models/classifier-models.ts';
import { cpu } from '../../../helpers/models/engine.ts';
import { findInCatalog } from '../../../helpers/models/find-in-catalog.ts';

const clock = { elapsedMs: 0 };
const layout = rgbLayout(240, 200);
const frame = openFrame(patterned(240, 200), layout);
const points = [
  { x: 85, y: 80 },
  { x: 140, y: 84 },
  { x: 112, y: 112 },
  { x: 88, y: 138 },
  { x: 134, y: 141 },
];
const seed = 11;
const random = seededRandom(seed);
/** Neighbouring values differ, and so do channels. */
const weights = Float32Array.from({ length: 3 * size * size }, () => (random() - 0.5) / 100);

const mean = [0.485, 0.456, 0.406];
const std = [0.229, 0.224, 0.225];

interface Feeding {
  readonly template?: FaceTemplate;
  readonly order?: readonly number[];
  readonly normalised?: (level: number, channel: number) => number;
  readonly moved?: (matrix: AffineMatrix) => AffineMatrix;
}

/** What the model's sum is when it is fed so. */
function sumOf({ template = 'arcface_112_v2', order = [0, 1, 2], normalised, moved = (m) => m }: Feeding = {}): number {
  const crop = new Float32Array(3 * size * size);
  frame.warpCrop(moved(fitSimilarity(points, templatePoints(template, size))), size, crop);
  const plane = size * size;
  const fed = normalised ?? ((level, channel) => (level / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1));
  let sum = 0;
  for (let channel = 0; channel < 3; channel += 1) {
    for (let i = 0; i < plane; i += 1) {
      const level = crop[(order[channel] ?? 0) * plane + i] ?? 0;
      sum += fed(level, channel) * (weights[channel * plane + i] ?? 0);
    }
  }
  return sum;
}

const right = sumOf();
const tolerance = 0.002;
const mistakes: Readonly<Record<string, number>> = {
  'blue first': sumOf({ order: [2, 1, 0] }),
  'mean and std left out': sumOf({ normalised: (level) => level / 255 }),
  'mean and std of -1..1': sumOf({ normalised: (level) => level / 127.5 - 1 }),
  'mean and std the other way round': sumOf({
    normalised: (level, channel) => (level / 255 - (mean[2 - channel] ?? 0)) / (std[2 - channel] ?? 1),
  }),
  'template of arcface_112_v1': sumOf({ template: 'arcface_112_v1' }),
  'template of ffhq_512': sumOf({ template: 'ffhq_512' }),
  'half a pixel off': sumOf({ moved: ([a, b, c, d, e, f]) => [a, b, c + 0.5, d, e, f + 0.5] }),
};

async function openWith(threshold: number): Promise<Classifier> {
  const facts = findInCatalog(classifierRole, 'fairface');
  if (facts === undefined) throw new Error('fairface is not in the catalogue');
  return openClassifier(facts, await writeClassifier(await temporaryFolder(), { weights, threshold }), cpu, clock);
}

test('fairface: 224 pixels by arcface_112_v2, red first, ImageNet mean and std; gender and age as int64', async () => {
  console.info(`seed ${seed}: sum ${right.toFixed(4)}; planted ${JSON.stringify(mistakes)}`);
  const below = await openWith(right - tolerance);
  const above = await openWith(right + tolerance);
  expect(await below.classify(frame, points)).toEqual({ gender: 'female', ageClass: 3 });
  expect(await above.classify(frame, points)).toEqual({ gender: 'male', ageClass: 3 });
  await Promise.all([below.close(), above.close()]);
});

test.each(Object.entries(mistakes))('%s would be seen', (_, sum) => {
  // Outside both thresholds: one of the two models above would have said something else.
  expect(Math.abs(sum - right)).toBeGreaterThan(2 * tolerance);
});

/** A classifier that says the same of everybody. */
async function writeConstant(ids: readonly (readonly [string, number])[], type: 'int64' | 'float32' = 'int64') {
  const graph = new GraphBuilder();
  graph.input('input', [1, 3, size, size]);
  for (const [name, id] of ids) {
    const value = graph.floats([1], [id]);
    if (type === 'int64') graph.output(name, [1], graph.whole(value), type);
    else graph.output(name, [1], value);
  }
  const file = path.join(await temporaryFolder(), 'fairface.onnx');
  await writeFile(file, graph.build('fairface', 'test model: a constant'));
  return file;
}
async function openConstant(...args: Parameters<typeof writeConstant>): Promise<Classifier> {
  const facts = findInCatalog(classifierRole, 'fairface');
  if (facts === undefined) throw new Error('fairface is not in the catalogue');
  return openClassifier(facts, await writeConstant(...args), cpu, clock);
}
const ids = (race: number, gender: number, age: number) =>
  [
    ['race_id', race],
    ['gender_id', gender],
    ['age_id', age],
  ] as const;

test('ids that FairFace does not have are no guess; the race is not looked at', async () => {
  for (const [race, gender, age, expected] of [
    [99, 1, 8, { gender: 'female', ageClass: 8 }],
    [0, 0, 0, { gender: 'male', ageClass: 0 }],
    [0, 2, 0, undefined],
    [0, -1, 0, undefined],
    [0, 0, 9, undefined],
    [0, 0, -1, undefined],
  ] as const) {
    const classifier = await openConstant(ids(race, gender, age));
    expect(await classifier.classify(frame, points)).toEqual(expected);
    expect(
      await classifier.classify(
        frame,
        Array.from({ length: 5 }, () => ({ x: 9, y: 9 })),
      ),
    ).toBeUndefined();
    await classifier.close();
  }
});

test('another kind of model is told by its outputs', async () => {
  await expect(openConstant(ids(0, 1, 2), 'float32')).rejects.toMatchObject({
    code: 'MODEL_CONTRACT',
    message: expect.stringMatching(/int64 or int32\[1\].*found.*float32\[1\]/s),
  });
  await expect(openConstant(ids(0, 1, 2).slice(1))).rejects.toMatchObject({ code: 'MODEL_CONTRACT' });
});

test('whole numbers come out of a session exactly, or not at all', async () => {
  const open = async (value: number) => openSession(await writeConstant([['n', value]]), cpu);
  const feeds = { input: { data: new Float32Array(3 * size * size), dims: [1, 3, size, size] } };
  for (const value of [0, -7, 2 ** 24, -(2 ** 24)]) {
    const session = await open(value);
    expect(await session.run(feeds)).toEqual([Float32Array.of(value)]);
    await session.close();
  }
  const large = await open(2 ** 25);
  await expect(large.run(feeds)).rejects.toMatchObject({
    code: 'MODEL_OUTPUT',
    retryable: false,
    message: expect.stringContaining('33554432'),
  });
  await large.close();
});

describe('the shared stand-in', () => {
  test('has the real names, shapes and types', async () => {
    const facts = findInCatalog(classifierRole, 'fairface');
    if (facts === undefined) throw new Error('fairface is not in the catalogue');
    const classifier = await openClassifier(facts, sharedFile('models/fairface.onnx'), cpu, clock);
    expect(await classifier.classify(frame, points)).toMatchObject({ gender: expect.stringMatching(/^(fe)?male$/) });
    await classifier.close();
  });
});
