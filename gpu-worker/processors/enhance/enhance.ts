import { readyMask } from '../../masks/face-mask.ts';
import { pasteModelFace } from '../paste-model-face.ts';
import type { Processor } from '../processor.ts';
import { enhancerRole } from './enhancer.ts';
import { enhancers } from './restoring.ts';

/** Restores target faces. */
export const enhance = {
  name: 'enhance',
  modelRole: enhancerRole,
  models: enhancers,
  ready(step, models) {
    const { name, weight } = step;
    const masker = readyMask(step.mask, models);
    const model = models.get(enhancerRole, step.model);
    const blend = step.blend / 100;
    const run = () => model.enhance(weight);
    return {
      face: { change: (work, face) => pasteModelFace(work, face, { name, model, masker, blend, rounded: true, run }) },
    };
  },
} satisfies Processor<'enhance'>;
