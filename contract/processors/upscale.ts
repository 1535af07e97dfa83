import * as z from 'zod';
import { modelNameSchema } from '../model-name.ts';
import { modelOption, option, percentSchema, type ValuesOf } from '../options/option.ts';
import { processor } from './processor.ts';

const options = {
  upscaler: modelOption('upscaler', ['none'], 'none', 'enlarges whole frames: the result is larger than the source'),
  upscalerBlend: option(percentSchema, 80, "share of the upscaler's picture over the plainly enlarged one, per cent"),
};

/** Enlarges the whole frame; the last step of a task. */
export const upscale = processor({
  name: 'upscale',
  schema: z.strictObject({ name: z.literal('upscale'), model: modelNameSchema, blend: options.upscalerBlend.schema }),
  facts: { changes: 'frames', needsFaces: false, givesIdentity: false, generates: true, resizes: true },
  options,
  askedBy: 'upscaler',
  off: 'none',
  step: ({ upscaler: model, upscalerBlend: blend }: ValuesOf<typeof options>) =>
    model === 'none' ? undefined : { name: 'upscale', model, blend },
  words: { title: 'Enlarging', done: 'upscaled' },
  preset: { name: 'upscale', asks: 'real_esrgan_x2' },
});
