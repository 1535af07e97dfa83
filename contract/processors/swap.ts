import * as z from 'zod';
import { modelNameSchema } from '../model-name.ts';
import { nobodySwapped } from '../options/idle.ts';
import { modelOption, option, percentSchema, shareSchema, type ValuesOf } from '../options/option.ts';
import { type MaskValues, maskFor, maskSchema } from './face-mask.ts';
import { processor } from './processor.ts';

/** Side of a face that is made, pixels. */
const boostSchema = z.int().min(64).max(2048);
const sideSchema = z.union([z.literal(0), boostSchema]);

const options = {
  swapper: modelOption('swapper', ['none'], 'inswapper_128', 'puts a person into faces'),
  swapperWeight: option(shareSchema, 0.5, "how much of the source identity; halfway is the model's own balance"),
  swapperColourMatch: option(percentSchema, 0, "how far new faces take the target's colours of skin, per cent"),
  pixelBoost: option(sideSchema, 0, "side of the new face, pixels: a multiple of the swapper's own; 0 is its own"),
};

export const swap = processor({
  name: 'swap',
  schema: z.strictObject({
    name: z.literal('swap'),
    model: modelNameSchema,
    weight: options.swapperWeight.schema,
    mask: maskSchema,
    /** A multiple of the model's own. Absent: its own. */
    pixelBoost: boostSchema.optional(),
    /** Absent: not at all. */
    colourMatch: percentSchema.positive().optional(),
  }),
  facts: { changes: 'faces', needsFaces: true, givesIdentity: true, generates: true, resizes: false },
  options,
  askedBy: 'swapper',
  off: 'none',
  step: (asked: ValuesOf<typeof options> & MaskValues) => {
    const { swapper: model, swapperWeight: weight, swapperColourMatch: colourMatch, pixelBoost } = asked;
    if (model === 'none') return undefined;
    const boost = pixelBoost === 0 ? {} : { pixelBoost };
    const colours = colourMatch === 0 ? {} : { colourMatch };
    return { name: 'swap', model, weight, mask: maskFor(asked), ...boost, ...colours };
  },
  words: { title: 'Swapping', done: 'swapped', absent: nobodySwapped },
  preset: { name: 'swap', asks: options.swapper.default },
});
