import type { OptionRows } from '../../../contract/options/option.ts';
import { type CompleteOptions, optionRows } from '../../../contract/options/options.ts';
import { processorOf, processors, processorsFor } from '../../../contract/processors/processors.ts';
import { findInCatalog } from '../../../gpu-worker/catalog/catalog.ts';
import { flagOf, withFlags } from './flag-of.ts';

/** What a model that is asked for has no use for. */
const idleForModel: Readonly<Record<string, (asked: CompleteOptions) => string | undefined>> = {
  // Weights balance embeddings; some swappers are shown a picture instead.
  swapperWeight: ({ swapper }) => {
    const facts = findInCatalog('swapper', swapper);
    return facts?.role === 'swapper' && facts.identity === 'picture' ? `${swapper} has no such balance` : undefined;
  },
  enhancerWeight: ({ enhancer }) =>
    enhancer === 'codeformer' ? undefined : `${enhancer} has no such input; codeformer has`,
};

const rows: OptionRows = optionRows;

/**
 * What was asked on the command line and changes nothing, each a sentence with its reason.
 * @param given what stands there, by the names of the options; `source` is one of them
 * @param complete all options of the task; the swapper is `none` where nobody is swapped
 */
export function idleFlags(
  given: Readonly<Record<string, unknown>>,
  complete: CompleteOptions,
  place: { readonly isImage: boolean; readonly hasMap: boolean },
): string[] {
  const steps = processorsFor(complete).map(processorOf);
  const asked = { ...complete, ...place, steps: steps.map(({ facts }) => facts) };
  const whyIdle = (name: string, value: unknown): string | undefined => {
    const owner = processors.find(({ options, facts }) =>
      name === 'source' ? facts.givesIdentity : Object.hasOwn(options, name),
    );
    // Whoever asks for no step gets none.
    if (owner?.askedBy === name && owner.off === value) return undefined;
    if (owner !== undefined && !steps.includes(owner))
      return owner.words.absent ?? `no \`${owner.askedBy}\` is asked for`;
    return rows[name]?.idle?.(asked) ?? idleForModel[name]?.(complete);
  };
  return Object.entries(given).flatMap(([name, value]) => {
    const why = value === undefined ? undefined : whyIdle(name, value);
    return why === undefined ? [] : [withFlags(`${flagOf(name)} has no effect: ${why}.`)];
  });
}
