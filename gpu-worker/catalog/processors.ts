import type { FrameRecipe } from '../frames/frame-engine-types.ts';
import type { FaceModels } from '../models/loaded-models.ts';
import { readyColourise } from '../processors/colourise/colourise.ts';
import { readyDebug } from '../processors/debug/debug.ts';
import { readyEnhance } from '../processors/enhance/enhance.ts';
import type { ReadyStep, Step } from '../processors/processor.ts';
import { readySwap } from '../processors/swap/swap.ts';
import { readyTranscode } from '../processors/transcode.ts';
import { readyUpscale } from '../processors/upscale/upscale.ts';

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
