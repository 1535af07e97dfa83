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
import { processorOf } from '../../../../gpu-worker/catalog/processors.ts';
import { loadedModel } from '../../../../gpu-worker/models/role.ts';
import { colouriserRole } from '../../../../gpu-worker/processors/colourise/colouriser.ts';
import { enhancerRole } from '../../../../gpu-worker/processors/enhance/enhancer.ts';
import { swapperRole } from '../../../../gpu-worker/processors/swap/swapper.ts';
import { upscalerRole } from '../../../../gpu-worker/processors/upscale/upscaler.ts';
import { taskWith } from '../../../helpers/models/engine.ts';
import { ownModels } from '../../../helpers/models/own-models.ts';

const { analysis, processors } = taskWith({ enhancer: 'gfpgan_1.4', colouriser: 'ddcolor', debug: true });
const steps = [
  ...processors,
  ...taskWith({ swapper: 'none', upscaler: 'real_esrgan_x2' }).processors,
  ...taskWith({ swapper: 'none', transcode: true }).processors,
];

const crop = new Float32Array(3);
const faceModel = { template: 'arcface_128', size: 1, crop, close: async () => {} } as const;
const close = async () => {};
const models = ownModels(
  loadedModel(swapperRole, 'inswapper_128', {
    ...faceModel,
    prepareIdentity: async () => crop,
    swap: async () => crop,
  }),
  loadedModel(enhancerRole, 'gfpgan_1.4', { ...faceModel, enhance: async () => crop }),
  loadedModel(upscalerRole, 'real_esrgan_x2', { tile: [64, 8, 8], scale: 2, enlarge: async () => crop, close }),
  loadedModel(colouriserRole, 'ddcolor', { steps: 'whole', guess: async () => undefined, close }),
);

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
