import { describe, expect, test } from 'vitest';
import type { TaskOptions } from '../../../../contract/options/options.ts';
import type { DetectedFace } from '../../../../gpu-worker/faces/detected-face.ts';
import type { ToldFace } from '../../../../gpu-worker/faces/face-stages.ts';
import { templatePoints } from '../../../../gpu-worker/faces/templates.ts';
import { estimatorName, estimatorRole } from '../../../../gpu-worker/finding/point-estimator.ts';
import { recognizerName, recognizerRole } from '../../../../gpu-worker/finding/recognizer.ts';
import { prepareRecipe, processFaces } from '../../../../gpu-worker/frames/process-frame.ts';
import { occluderRole } from '../../../../gpu-worker/masks/occluder.ts';
import { parserRole } from '../../../../gpu-worker/masks/parser.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import { loadedModel } from '../../../../gpu-worker/models/role.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { enhancerRole } from '../../../../gpu-worker/processors/enhance/enhancer.ts';
import { swapperRole } from '../../../../gpu-worker/processors/swap/swapper.ts';
import { countFaces } from '../../../../gpu-worker/task/count-faces.ts';
import { patterned, rgbLayout } from '../../../helpers/media/patterns.ts';
import { taskWith } from '../../../helpers/models/engine.ts';
import { ownModels, withOwn } from '../../../helpers/models/own-models.ts';

const size = 16;
const layout = rgbLayout(120, 90);

const faceAt = (x: number, y: number, scale: number): DetectedFace => ({
  box: { x1: x, y1: y, x2: x + scale, y2: y + scale },
  score: 0.9,
  points: templatePoints('arcface_128', scale).map((point) => ({ x: point.x + x, y: point.y + y })),
});
const large = faceAt(5, 5, 60);
const small = faceAt(75, 50, 30);

/** Models that note their calls and paint a crop in stripes, so that output is never constant. */
function fakeModels(
  output: (call: number) => Float32Array | undefined = () => stripes(200),
): FaceModels & { calls: string[] } {
  const calls: string[] = [];
  const crop = new Float32Array(3 * size * size);
  const model = { template: 'arcface_128', size, crop, close: async () => {} } as const;
  let runs = 0;
  const run = (name: string): Float32Array | undefined => {
    calls.push(name);
    runs += 1;
    return output(runs);
  };
  const embed = async () => {
    calls.push('embed');
    return Float32Array.of(0, 1);
  };
  const models = ownModels(
    loadedModel(recognizerRole, recognizerName, { embed, close: async () => {} }),
    loadedModel(swapperRole, 'inswapper_128', {
      ...model,
      prepareIdentity: async (embedding) => embedding,
      swap: async (identity) => run(`swap ${Array.from(identity, (value) => value.toFixed(2)).join(' ')}`),
    }),
    loadedModel(enhancerRole, 'codeformer', { ...model, enhance: async (weight) => run(`enhance ${weight}`) }),
  );
  return { ...models, calls };
}

const stripes = (level: number): Float32Array =>
  Float32Array.from({ length: 3 * size * size }, (_, i) => (i % 2 === 0 ? level : level + 20));

async function process(models: FaceModels, faces: readonly DetectedFace[], options: TaskOptions = {}) {
  const data = patterned(layout.width, layout.height);
  const recipe = prepareRecipe(models, { ...taskWith(options), identity: Float32Array.of(1, 0) });
  const outcome = await processFaces(models, openFrame(data, layout), faces, recipe);
  return { data, outcome };
}

test('all faces, large to small, processor by processor', async () => {
  const models = fakeModels();
  const { outcome } = await process(models, [small, large], { enhancer: 'codeformer', enhancerWeight: 0.7 });
  expect(models.calls).toEqual(['swap 1.00 0.00', 'swap 1.00 0.00', 'enhance 0.7', 'enhance 0.7']);
  expect(outcome.faces.map(({ box }) => box)).toEqual([large.box, small.box]);
  expect(outcome.faces.map(({ applied }) => applied)).toEqual([
    ['swap', 'enhance'],
    ['swap', 'enhance'],
  ]);
  expect(outcome.faces[0]?.pasteBoxes).toHaveLength(2);
});

test('every step is timed under its own name, without what it pasted', async () => {
  const models = fakeModels();
  const { outcome } = await process(models, [large], { enhancer: 'codeformer' });
  expect(Object.keys(outcome.timings.steps)).toEqual(['swap', 'enhance']);
  expect(Math.min(...Object.values(outcome.timings.steps), outcome.timings.pasteMs)).toBeGreaterThan(0);
});

test('one face: the largest, the others are counted as not selected', async () => {
  const { outcome } = await process(fakeModels(), [small, large], { faces: 'one' });
  expect(outcome.faces.map(({ skipped }) => skipped)).toEqual([undefined, 'not-selected']);
});

test('one face is the first in the order that is asked for, and the order is that of the work', async () => {
  const one = await process(fakeModels(), [small, large], { faces: 'one', faceOrder: 'small-large' });
  expect(one.outcome.faces.map(({ box, skipped }) => [box, skipped])).toEqual([
    [small.box, undefined],
    [large.box, 'not-selected'],
  ]);
  const many = await process(fakeModels(), [small, large], { faceOrder: 'right-left' });
  expect(many.outcome.faces.map(({ box, applied }) => [box, applied])).toEqual([
    [small.box, ['swap']],
    [large.box, ['swap']],
  ]);
});

test('target embeddings are made only for a weight that asks for them, and before any swap', async () => {
  const models = fakeModels();
  await process(models, [small, large], { swapperWeight: 0 });
  expect(models.calls).toEqual(['embed', 'embed', 'swap 0.65 0.35', 'swap 0.65 0.35']);
});

test('a model without usable numbers leaves the source’s pixels', async () => {
  const { data, outcome } = await process(
    fakeModels(() => undefined),
    [large],
  );
  expect(outcome.faces[0]).toMatchObject({ skipped: 'model-output', applied: [], pasteBoxes: [] });
  expect(data).toEqual(patterned(layout.width, layout.height));
});

test('a face that a model could not do is left alone by the steps that follow, and is counted once', async () => {
  const spoiltSwap = fakeModels((call) => (call === 1 ? undefined : stripes(200)));
  const { data, outcome } = await process(spoiltSwap, [large], { enhancer: 'codeformer' });
  expect(spoiltSwap.calls).toHaveLength(1);
  expect(data).toEqual(patterned(layout.width, layout.height));
  const task = { ...taskWith({ enhancer: 'codeformer' }), identities: [] };
  const left = countFaces(task);
  left.add(outcome);
  expect(left.faces()).toMatchObject({ found: 1, changed: { swap: 0, enhance: 0 }, skipped: { 'model-output': 1 } });

  const spoiltEnhance = fakeModels((call) => (call === 2 ? undefined : stripes(200)));
  const swapped = countFaces(task);
  swapped.add((await process(spoiltEnhance, [large], { enhancer: 'codeformer' })).outcome);
  expect(swapped.faces()).toMatchObject({ found: 1, changed: { swap: 1, enhance: 0 }, skipped: {} });
  expect(swapped.unfinished).toBe(1);
});

test('a target whose embedding a weight asks for, and whose recognizer says nothing, keeps its own pixels', async () => {
  const close = async () => {};
  const recognizer = loadedModel(recognizerRole, recognizerName, { embed: async () => undefined, close });
  const { data, outcome } = await process(withOwn(fakeModels(), recognizer), [large], { swapperWeight: 0 });
  expect(outcome.faces[0]).toMatchObject({ skipped: 'model-output', applied: [] });
  expect(data).toEqual(patterned(layout.width, layout.height));
  const unweighted = await process(withOwn(fakeModels(), recognizer), [large]);
  expect(unweighted.outcome.faces[0]?.applied).toEqual(['swap']);
});

test('a mask without usable numbers leaves the source’s pixels, whichever mask it is', async () => {
  const some = new Float32Array(size * size).fill(0.5);
  const mask = (usable: boolean) => ({ mask: async () => (usable ? some : undefined), close: async () => {} });
  const modelsWith = (occluder: boolean, parser: boolean) =>
    withOwn(
      fakeModels(),
      loadedModel(occluderRole, 'xseg_1', mask(occluder)),
      loadedModel(parserRole, 'bisenet_resnet_34', mask(parser)),
    );
  const masks = ['box', 'occlusion', 'region'] as const;
  for (const [occluder, parser] of [
    [false, true],
    [true, false],
  ] as const) {
    const { data, outcome } = await process(modelsWith(occluder, parser), [large], { masks: [...masks] });
    expect(outcome.faces[0]).toMatchObject({ skipped: 'model-output', applied: [], pasteBoxes: [] });
    expect(data).toEqual(patterned(layout.width, layout.height));
  }
  const { data, outcome } = await process(modelsWith(true, true), [large], { masks: [...masks] });
  expect(outcome.faces[0]?.applied).toEqual(['swap']);
  expect(data).not.toEqual(patterned(layout.width, layout.height));
});

test('an area mask takes the landmarks that were found, or estimates them', async () => {
  let estimates = 0;
  const points68 = Array.from({ length: 68 }, (_, i) => ({ x: 20 + (i % 8) * 5, y: 20 + Math.floor(i / 8) * 4 }));
  const estimator = loadedModel(estimatorRole, estimatorName, {
    async estimate() {
      estimates += 1;
      return estimates === 1 ? points68 : undefined;
    },
    close: async () => {},
  });
  const run = (face: DetectedFace) => process(withOwn(fakeModels(), estimator), [face], { masks: ['area'] });
  expect((await run({ ...large, points68 })).outcome.faces[0]?.applied).toEqual(['swap']);
  expect(estimates).toBe(0);
  expect((await run(large)).outcome.faces[0]?.applied).toEqual(['swap']);
  expect((await run(large)).outcome.faces[0]?.skipped).toBe('model-output');
});

test('pixel boost runs the model once for every phase, on a larger face', async () => {
  const models = fakeModels();
  const { outcome } = await process(models, [large], { pixelBoost: 64 });
  expect(models.calls).toHaveLength(16);
  expect(outcome.faces[0]?.applied).toEqual(['swap']);
  const spoilt = fakeModels((call) => (call === 7 ? undefined : stripes(200)));
  const { data } = await process(spoilt, [large], { pixelBoost: 64 });
  expect(data).toEqual(patterned(layout.width, layout.height));
});

test('points that coincide, and a face outside the frame, are too small to work on', async () => {
  const dot: DetectedFace = { ...large, points: large.points.map(() => ({ x: 20, y: 20 })) };
  const { data, outcome } = await process(fakeModels(), [dot, faceAt(500, 500, 20)]);
  expect(outcome.faces.map(({ skipped }) => skipped)).toEqual(['too-small', 'too-small']);
  expect(data).toEqual(patterned(layout.width, layout.height));
});

test('a frame without faces is left as it is', async () => {
  const { data, outcome } = await process(fakeModels(), []);
  expect(outcome.faces).toEqual([]);
  expect(data).toEqual(patterned(layout.width, layout.height));
});

test('a swap without an identity is a defect of the caller', () => {
  expect(() => prepareRecipe(fakeModels(), taskWith())).toThrow('without an identity');
});

describe('faces that are told', () => {
  const told = (face: DetectedFace, treatment: ToldFace['treatment'], interpolated = false): ToldFace => ({
    ...face,
    treatment,
    interpolated,
  });
  const persons = new Map([
    ['x', Float32Array.of(1, 0)],
    ['y', Float32Array.of(0, 1)],
  ]);
  const work = async (models: FaceModels, faces: readonly ToldFace[], options: TaskOptions = {}) => {
    const data = patterned(layout.width, layout.height);
    const recipe = prepareRecipe(models, { ...taskWith(options), persons });
    return { data, outcome: await processFaces(models, openFrame(data, layout), faces, recipe) };
  };

  test('each becomes the person it is told to; those filled in are painted first', async () => {
    const models = fakeModels();
    const { outcome } = await work(models, [told(large, { person: 'x' }), told(small, { person: 'y' }, true)]);
    expect(models.calls).toEqual(['swap 0.00 1.00', 'swap 1.00 0.00']);
    expect(outcome.faces.map(({ box }) => box)).toEqual([small.box, large.box]);
  });

  test('kept and unnamed faces are not touched, and no model runs for them', async () => {
    const models = fakeModels();
    const { data, outcome } = await work(models, [told(large, 'keep'), told(small, 'unnamed')]);
    expect(models.calls).toEqual([]);
    expect(outcome.faces.map(({ skipped }) => skipped)).toEqual(['kept', 'no-identity']);
    expect(data).toEqual(patterned(layout.width, layout.height));
  });

  test('a face that the selector is not for, or that nobody could classify, is neither touched nor the one', async () => {
    const models = fakeModels();
    const faces = [told(large, 'unselected'), told(small, 'process'), told(faceAt(20, 60, 20), 'process')];
    const recipe = prepareRecipe(models, { ...taskWith({ faces: 'one' }), identity: Float32Array.of(1, 0) });
    const data = patterned(layout.width, layout.height);
    const { faces: outcome } = await processFaces(models, openFrame(data, layout), faces, recipe);
    expect(outcome.map(({ applied, skipped }) => skipped ?? applied)).toEqual([
      'not-selected',
      ['swap'],
      'not-selected',
    ]);
    const left = await work(fakeModels(), [told(large, 'unclassified'), told(small, 'unselected')]);
    expect(left.outcome.faces.map(({ skipped }) => skipped)).toEqual(['model-output', 'not-selected']);
    expect(left.data).toEqual(patterned(layout.width, layout.height));
  });

  test('a blurred face is changed inside its box only, and without a model', async () => {
    const models = fakeModels();
    const { data, outcome } = await work(models, [told(large, 'blur')]);
    expect(models.calls).toEqual([]);
    expect(outcome.faces[0]?.applied).toEqual(['blur']);
    const [box] = outcome.faces[0]?.pasteBoxes ?? [];
    const before = patterned(layout.width, layout.height);
    let inside = 0;
    for (const [at, value] of data.entries()) {
      if (value === before[at]) continue;
      const [x, y] = [Math.floor(at / 3) % layout.width, Math.floor(at / 3 / layout.width)];
      expect(x >= (box?.x1 ?? 0) && x < (box?.x2 ?? 0) && y >= (box?.y1 ?? 0) && y < (box?.y2 ?? 0)).toBe(true);
      inside += 1;
    }
    expect(inside).toBeGreaterThan(1000);
  });

  test('a person whom nobody embedded is a defect of the caller', async () => {
    await expect(work(fakeModels(), [told(large, { person: 'z' })])).rejects.toThrow('not embedded');
  });
});
