import { expect, test } from 'vitest';
import { noSteps } from '../../../../contract/presets.ts';
import {
  changesFaces,
  drawsMarks,
  givesIdentity,
  needsModels,
  processors,
  resizesFrames,
  worksOnFaces,
} from '../../../../contract/processors/processors.ts';
import { processorOf } from '../../../../gpu-worker/catalog/processors.ts';
import { loadedModel } from '../../../../gpu-worker/models/role.ts';
import { enhancerRole } from '../../../../gpu-worker/processors/enhance/enhancer.ts';
import { swapperRole } from '../../../../gpu-worker/processors/swap/swapper.ts';
import { taskWith } from '../../../helpers/models/engine.ts';
import { ownModels } from '../../../helpers/models/own-models.ts';
import { valueThatAsks } from '../../../helpers/tasks/other-values.ts';

const { analysis } = taskWith({});
/** One of every processor, as its row's own options ask for it. */
const steps = processors.flatMap((row) => taskWith({ ...noSteps, [row.askedBy]: valueThatAsks(row) }).processors);

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
  ...steps.flatMap((step) => {
    const { modelRole } = processorOf(step);
    return modelRole === undefined || !('model' in step) ? [] : loadedModel(modelRole, step.model, { close });
  }),
);

test('each is asked for by its own option, and alone', () => {
  expect(steps.map(({ name }) => name)).toEqual(processors.map(({ name }) => name));
});

test.each(steps.map((step) => [step.name, step] as const))('%s does what is said of it', (name, step) => {
  const processor = processorOf(step);
  const recipe = { analysis, processors: [step] };
  const ready = processor.ready(step, models, { ...recipe, identity: new Float32Array(512) });
  expect(processor.name).toBe(name);
  expect(processor.modelRole !== undefined).toBe('model' in step);
  const roles = processor.models?.map(({ role }) => role) ?? [];
  if (processor.modelRole === undefined) expect(roles).toEqual([]);
  else expect(roles).toContain(processor.modelRole.name);
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
