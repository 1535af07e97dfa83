import type { FaceModels } from '../../models/face-models.ts';
import { pasteModelFace } from './paste-model-face.ts';
import type { ReadyStep, StepOf } from './processor.ts';

/** Restores target faces. */
export function readyEnhance(step: StepOf<'enhance'>, models: FaceModels): ReadyStep {
  const { mask, weight } = step;
  const model = models.enhancer(step.model);
  const blend = step.blend / 100;
  const run = () => model.enhance(weight);
  return {
    face: {
      change: (work, face) =>
        pasteModelFace(work, face, { name: 'enhance', model, mask, blend, rounded: true, clock: 'enhanceMs', run }),
    },
  };
}
