import { colourise } from './colourise.ts';
import { debug } from './debug.ts';
import { enhance } from './enhance.ts';
import type { Processor, Step } from './processor.ts';
import { swap } from './swap.ts';
import { transcode } from './transcode.ts';
import { upscale } from './upscale.ts';

/** Every processor; it does not compile without one for every step there is. */
const processors: { readonly [Name in Step['name']]: Processor<Name> } = {
  swap,
  enhance,
  colourise,
  debug,
  upscale,
  transcode,
};

/** The processor of a step; to be handed steps of this name only. */
export const processorOf = <Name extends Step['name']>({ name }: { readonly name: Name }): Processor<Name> =>
  processors[name];
