import { permanent } from '../../errors.ts';
import { frameBytes } from '../../pixels/frame-layout.ts';
import type { Processor } from '../processor.ts';
import { colouriserRole } from './colouriser.ts';
import { colourisers } from './colourising.ts';
import { greyPicture } from './grey-picture.ts';
import { mergeColours } from './merge-colours.ts';

/**
 * Colours whole frames. A frame of which the model makes nothing usable stays as it is.
 * @throws MODEL_CONTRACT when the model's file takes pictures of another size only
 */
export const colourise = {
  name: 'colourise',
  modelRole: colouriserRole,
  models: colourisers,
  withoutNumbers: 'they kept their colours',
  ready(step, models) {
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
        async change(memory, layout) {
          const frame = memory.subarray(0, frameBytes(layout));
          const guess = await model.guess(greyPicture(frame, layout, size, model.steps), size);
          if (guess !== undefined) mergeColours(frame, layout, guess, blend);
          return guess !== undefined;
        },
      },
    };
  },
} satisfies Processor<'colourise'>;
