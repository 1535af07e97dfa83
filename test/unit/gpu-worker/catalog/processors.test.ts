import { expect, test } from 'vitest';
import {
  changesFaces,
  drawsMarks,
  givesIdentity,
  needsModels,
  processorSchema,
  worksOnFaces,
} from '../../../../contract/processors.ts';
import { readyStep } from '../../../../gpu-worker/catalog/processors.ts';
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
  const ready = readyStep(step, models, { analysis, processors: [step], identity: new Float32Array(512) });
  expect(ready.face !== undefined).toBe(changesFaces(step));
  expect(ready.marks !== undefined).toBe(drawsMarks(step));
  if (ready.frame !== undefined) expect([ready.frame.name, changesFaces(step)]).toEqual([name, false]);
  if (ready.face !== undefined || ready.marks !== undefined) expect(worksOnFaces(step)).toBe(true);
  if ('model' in step || ready.face !== undefined) expect(needsModels(step)).toBe(true);
  if (givesIdentity(step)) expect(() => readyStep(step, models, { analysis, processors: [step] })).toThrow(/identity/);
  else expect(() => readyStep(step, models, { analysis, processors: [step] })).not.toThrow();
});
