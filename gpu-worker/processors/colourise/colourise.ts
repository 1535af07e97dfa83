import { permanent } from '../../errors.ts';
import type { FaceModels } from '../../models/loaded-models.ts';
import { frameBytes } from '../../pixels/frame-layout.ts';
import type { ReadyStep, StepOf } from '../processor.ts';
import { colouriserRole } from './colouriser.ts';
import { greyPicture } from './grey-picture.ts';
import { mergeColours } from './merge-colours.ts';

/**
 * Colours whole frames. A frame of which the model makes nothing usable stays as it is.
 * @throws MODEL_CONTRACT when the model's file takes pictures of another size only
 */
export function readyColourise(step: StepOf<'colourise'>, models: FaceModels): ReadyStep {
  const model = models.get(colouriserRole, step.model);
  const { size } = step;
  if (model.side !== undefined && model.side !== size) {
    throw permanent(
      'MODEL_CONTRACT',
      `${step.model} was to be shown pictures of ${size} pixels a side; its file takes ${model.side} only. Ask for colouriserSize ${model.side}.`,
    );
  }
  const blend = step.blend / 100;
  return {
    frame: {
      name: step.name,
      async change(memory, layout, timings) {
        const startedAt = performance.now();
        const frame = memory.subarray(0, frameBytes(layout));
        const guess = await model.guess(greyPicture(frame, layout, size, model.steps), size);
        if (guess !== undefined) mergeColours(frame, layout, guess, blend);
        timings.colouriseMs = (timings.colouriseMs ?? 0) + performance.now() - startedAt;
        return guess !== undefined;
      },
    },
  };
}
