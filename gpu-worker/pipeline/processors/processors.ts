import type { FaceModels } from '../../models/face-models.ts';
import type { FrameRecipe } from '../frame-engine-types.ts';
import { readyColourise } from './colourise.ts';
import { readyDebug } from './debug.ts';
import { readyEnhance } from './enhance.ts';
import type { ReadyStep, Step } from './processor.ts';
import { readySwap } from './swap.ts';
import { readyTranscode } from './transcode.ts';
import { readyUpscale } from './upscale.ts';

/**
 * Every processor, a row each. Throws MODEL_NOT_FOUND when a model was not loaded, MODEL_CONTRACT when its file does not
 * do what the step asks for, INTERNAL without an identity.
 */
export function readyStep(step: Step, models: FaceModels, recipe: FrameRecipe): ReadyStep {
  switch (step.name) {
    case 'swap':
      return readySwap(step, models, recipe);
    case 'enhance':
      return readyEnhance(step, models);
    case 'colourise':
      return readyColourise(step, models);
    case 'debug':
      return readyDebug(step);
    case 'upscale':
      return readyUpscale(step, models);
    case 'transcode':
      return readyTranscode();
  }
}
