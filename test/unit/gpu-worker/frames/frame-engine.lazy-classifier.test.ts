import { expect, test } from 'vitest';
import type { TaskOptions } from '../../../../contract/options/options.ts';
import type { FaceTraits } from '../../../../gpu-worker/faces/face-traits.ts';
import { templatePoints } from '../../../../gpu-worker/faces/templates.ts';
import { classifierRole } from '../../../../gpu-worker/finding/classifier.ts';
import { detectorRole } from '../../../../gpu-worker/finding/detector.ts';
import { frameEngine } from '../../../../gpu-worker/frames/frame-engine.ts';
import { loadedModel } from '../../../../gpu-worker/models/role.ts';
import { enhancerRole } from '../../../../gpu-worker/processors/enhance/enhancer.ts';
import { patterned, rgbLayout } from '../../../helpers/media/patterns.ts';
import { taskWith } from '../../../helpers/models/engine.ts';
import { ownModels } from '../../../helpers/models/own-models.ts';

const layout = rgbLayout(120, 90);
const size = 16;
const faces = [5, 45, 80].map((x) => ({
  box: { x1: x, y1: 10, x2: x + 30 - x / 10, y2: 40 },
  score: 0.9,
  points: templatePoints('arcface_128', 30).map((point) => ({ x: point.x + x, y: point.y + 10 })),
}));
const guesses: readonly (FaceTraits | undefined)[] = [
  { gender: 'male', ageClass: 3 },
  { gender: 'female', ageClass: 4 },
  undefined,
];

/** An engine over a detector that finds three faces, and a classifier that counts how often it is asked. */
function engineWith(options: TaskOptions, hasClassifier = true) {
  let asked = 0;
  const close = async () => undefined;
  const enhancer = {
    ...({ template: 'arcface_128', size, crop: new Float32Array(3 * size * size), close } as const),
    enhance: async () => Float32Array.from({ length: 3 * size * size }, (_, i) => 100 + (i % 40)),
  };
  const classifier = { classify: async () => guesses[asked++ % guesses.length], close };
  const models = ownModels(
    loadedModel(detectorRole, 'yunet_2023_mar', { look: async () => faces, close }),
    loadedModel(enhancerRole, 'gfpgan_1.4', enhancer),
    ...(hasClassifier ? [loadedModel(classifierRole, 'fairface', classifier)] : []),
  );
  const engine = frameEngine(models);
  engine.follow(taskWith({ swapper: 'none', enhancer: 'gfpgan_1.4', ...options }));
  return { engine, asked: () => asked };
}

const frame = () => patterned(layout.width, layout.height);

test('by default no classifier is asked, nor need one be there', async () => {
  const { engine } = engineWith({}, false);
  const { faces: done } = await engine.processFrame(frame(), layout);
  expect(done.map(({ applied }) => applied)).toEqual([['enhance'], ['enhance'], ['enhance']]);
  expect((await engine.analyseFrame(frame(), layout, false)).faces.every((face) => face.traits === undefined)).toBe(
    true,
  );
  const withOne = engineWith({ faces: 'one', faceOrder: 'left-right', tracks: true });
  await withOne.engine.processFrame(frame(), layout);
  await withOne.engine.analyseFrame(frame(), layout, false);
  expect(withOne.asked()).toBe(0);
});

test('a selector asks once a face, and leaves the others alone', async () => {
  const { engine, asked } = engineWith({ selectGender: 'female' });
  const data = frame();
  const { faces: done } = await engine.processFrame(data, layout);
  expect(asked()).toBe(3);
  expect(done.map(({ applied, skipped }) => skipped ?? applied)).toEqual(['not-selected', ['enhance'], 'model-output']);
});

test('the one is the first of those that fit', async () => {
  const { engine } = engineWith({ selectGender: 'female', faces: 'one', faceOrder: 'left-right' });
  const { faces: done } = await engine.processFrame(frame(), layout);
  expect(done.map(({ skipped }) => skipped)).toEqual(['not-selected', undefined, 'model-output']);
});

test('the first of two passes leaves the guesses with the faces; the second asks nobody', async () => {
  const { engine, asked } = engineWith({ selectGender: 'female', tracks: true });
  const { faces: found } = await engine.analyseFrame(frame(), layout, false);
  expect(found.map(({ traits }) => traits)).toEqual(guesses);
  const told = found.map(({ traits, ...face }) => ({ ...face, treatment: 'process', interpolated: false }) as const);
  await engine.processFrame(frame(), layout, told);
  expect(asked()).toBe(3);
});
