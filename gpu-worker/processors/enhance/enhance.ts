import { readyMask } from '../../masks/face-mask.ts';
import type { FaceModels } from '../../models/loaded-models.ts';
import { pasteModelFace } from '../paste-model-face.ts';
import type { ReadyStep, StepOf } from '../processor.ts';
import { enhancerRole } from './enhancer.ts';

/** Restores target faces. */
export function readyEnhance(step: StepOf<'enhance'>, models: FaceModels): ReadyStep {
  const { weight } = step;
  const masker = readyMask(step.mask, models);
  const model = models.get(enhancerRole, step.model);
  const blend = step.blend / 100;
  const run = () => model.enhance(weight);
  return {
    face: {
      change: (work, face) =>
        pasteModelFace(work, face, { name: 'enhance', model, masker, blend, rounded: true, clock: 'enhanceMs', run }),
    },
  };
}
