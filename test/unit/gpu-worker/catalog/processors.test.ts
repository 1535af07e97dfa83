import { expect, test } from 'vitest';
import {
  changesFaces,
  drawsMarks,
  givesIdentity,
  needsModels,
  processorSchema,
  resizesFrames,
  worksOnFaces,
} from '../../../../contract/processors/processors.ts';
import type { FaceModels } from '../../../../gpu-worker/catalog/loaded-models.ts';
import { processorOf } from '../../../../gpu-worker/catalog/processors.ts';
import { taskWith } from '../../../helpers/models/engine.ts';

const { analysis, processors } = taskWith({ enhancer: 'gfpgan_1.4', colouriser: 'ddcolor', debug: true });
const steps = [
  ...processors,
  ...taskWith({ swapper: 'none', upscaler: 'real_esrgan_x2' }).processors,
  ...taskWith({ swapper: 'none', transcode: true }).processors,
];

const crop = new Float32Array(3);
const faceModel = { template: 'arcface_128', size: 1, crop, close: async () => {} } as const;
const absent = (): never => {
  throw new Error('not here');
};
const models: FaceModels = {
  clock: { elapsedMs: 0 },
  detector: absent,
  recognizer: absent,
  classifier: absent,
  estimator: absent,
  landmarker: absent,
  occluder: absent,
  parser: absent,
  screens: () => [],
  swapper: () => ({ ...faceModel, prepareIdentity: async () => crop, swap: async () => crop }),
  enhancer: () => ({ ...faceModel, enhance: async () => crop }),
  upscaler: () => ({
    tile: [64, 8, 8],
    scale: 2,
    enlarge: async () => crop,
    close: async () => {},
  }),
  colouriser: () => ({ steps: 'whole', guess: async () => undefined, close: async () => {} }),
  close: async () => {},
};

test('these are all the processors', () => {
  expect(steps.map(({ name }) => name).sort()).toEqual(
    processorSchema.options.map(({ shape }) => shape.name.value).sort(),
  );
});

test.each(steps.map((step) => [step.name, step] as const))('%s does what is said of it', (name, step) => {
  const processor = processorOf(step);
  const recipe = { analysis, processors: [step] };
  const ready = processor.ready(step, models, { ...recipe, identity: new Float32Array(512) });
  expect(processor.name).toBe(name);
  expect(processor.modelRole !== undefined).toBe('model' in step);
  expect(processor.enlarges !== undefined).toBe(resizesFrames(step));
  expect(ready.face !== undefined).toBe(changesFaces(step));
  expect(ready.marks !== undefined).toBe(drawsMarks(step));
  expect(processor.withoutNumbers !== undefined).toBe(ready.frame !== undefined);
  if (ready.frame !== undefined) expect(changesFaces(step)).toBe(false);
  if (ready.face !== undefined || ready.marks !== undefined) expect(worksOnFaces(step)).toBe(true);
  if ('model' in step || ready.face !== undefined) expect(needsModels(step)).toBe(true);
  if (givesIdentity(step)) expect(() => processor.ready(step, models, recipe)).toThrow(/identity/);
  else expect(() => processor.ready(step, models, recipe)).not.toThrow();
});
