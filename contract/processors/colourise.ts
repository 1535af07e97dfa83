import * as z from 'zod';
import { modelNameSchema } from '../model-name.ts';
import { modelOption, option, percentSchema, type ValuesOf } from '../options/option.ts';
import { processor } from './processor.ts';

const options = {
  colouriser: modelOption('colouriser', ['none'], 'none', 'colours whole frames'),
  colouriserSize: option(z.literal([192, 256, 384, 512]), 256, 'side of the square in which it sees a frame, pixels'),
  colouriserBlend: option(percentSchema, 100, 'share of the coloured frame, per cent'),
};

/** Colours the whole frame, faces that were changed included. */
export const colourise = processor({
  name: 'colourise',
  schema: z.strictObject({
    name: z.literal('colourise'),
    model: modelNameSchema,
    size: options.colouriserSize.schema,
    blend: options.colouriserBlend.schema,
  }),
  facts: { changes: 'frames', needsFaces: false, givesIdentity: false, generates: true, resizes: false },
  options,
  askedBy: 'colouriser',
  off: 'none',
  step: ({ colouriser: model, colouriserSize: size, colouriserBlend: blend }: ValuesOf<typeof options>) =>
    model === 'none' ? undefined : { name: 'colourise', model, size, blend },
  words: { title: 'Colouring', done: 'colourised' },
  preset: { name: 'colourise', asks: 'ddcolor' },
});
