import * as z from 'zod';
import { modelNameSchema } from '../model-name.ts';
import { modelOption, option, percentSchema, shareSchema, type ValuesOf } from '../options/option.ts';
import { type FaceMask, type MaskValues, maskFor, maskSchema } from './face-mask.ts';
import { processor } from './processor.ts';

const options = {
  enhancer: modelOption('enhancer', ['none'], 'none', 'restores faces'),
  enhancerBlend: option(percentSchema, 80, 'share of the restored face, per cent'),
  enhancerWeight: option(shareSchema, 0.5, 'fidelity, for enhancers that have such an input (codeformer)'),
};

export const enhance = processor({
  name: 'enhance',
  schema: z.strictObject({
    name: z.literal('enhance'),
    model: modelNameSchema,
    blend: options.enhancerBlend.schema,
    weight: options.enhancerWeight.schema,
    mask: maskSchema,
  }),
  facts: { changes: 'faces', needsFaces: true, givesIdentity: false, generates: true, resizes: false },
  options,
  askedBy: 'enhancer',
  off: 'none',
  step: (asked: ValuesOf<typeof options> & MaskValues) => {
    const { enhancer: model, enhancerBlend: blend, enhancerWeight: weight } = asked;
    // FaceFusion's: the box without padding, the occlusion where it is asked for (docs/model-contracts.md §5).
    const { blur, occlusion } = maskFor(asked);
    const mask: FaceMask = { blur, padding: [0, 0, 0, 0], ...(occlusion === undefined ? {} : { occlusion }) };
    return model === 'none' ? undefined : { name: 'enhance', model, blend, weight, mask };
  },
  words: { title: 'Restoring', done: 'restored' },
  preset: { name: 'restore', asks: 'gfpgan_1.4' },
});
