import type { Step } from '../../contract/processors/processors.ts';
import { colourise } from '../processors/colourise/colourise.ts';
import { debug } from '../processors/debug/debug.ts';
import { enhance } from '../processors/enhance/enhance.ts';
import type { Processor } from '../processors/processor.ts';
import { swap } from '../processors/swap/swap.ts';
import { transcode } from '../processors/transcode/transcode.ts';
import { upscale } from '../processors/upscale/upscale.ts';

export { blur } from '../processors/blur/blur-target.ts';

type Processors = { readonly [Name in Step['name']]: Processor<Name> };
/** Every processor; it does not compile without one for every step there is. */
const all = { swap, enhance, colourise, debug, upscale, transcode } satisfies Processors;
const processors: Processors = all;

/** The models that come with them. */
export const modelsOfProcessors = Object.values(all).flatMap((each) => ('models' in each ? [...each.models] : []));

/** The processor of a step; to be handed steps of this name only. */
export const processorOf = <Name extends Step['name']>({ name }: { readonly name: Name }): Processor<Name> =>
  processors[name];
