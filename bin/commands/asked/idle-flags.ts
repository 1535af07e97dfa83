import { inWords } from '../../../contract/near-names.ts';
import { noSwap } from '../../../contract/options/idle.ts';
import { type CompleteOptions, optionSubjects } from '../../../contract/options/options.ts';
import { processorRow, processors, processorsFor } from '../../../contract/processors/processors.ts';
import { catalog, modelNamed } from '../../../gpu-worker/catalog/catalog.ts';
import { flagOf, withFlags } from '../flag-of.ts';

/** What a model that is asked for has no use for. */
const idleForModel: Readonly<Record<string, (asked: CompleteOptions) => string | undefined>> = {
  // Weights balance embeddings; some swappers are shown a picture instead.
  swapperWeight: ({ swapper }) => {
    const facts = modelNamed(swapper);
    return facts !== undefined && 'identity' in facts && facts.identity === 'picture'
      ? `${swapper} has no such balance`
      : undefined;
  },
  enhancerWeight: ({ enhancer }) => {
    const weighted = catalog.flatMap((row) => ('weighted' in row && row.weighted ? [row.name] : []));
    return weighted.includes(enhancer) ? undefined : `${enhancer} has no such input; ${inWords(weighted)} has`;
  },
};

/**
 * What was asked on the command line and changes nothing, each a sentence with its reason.
 * @param given what stands there, by the names of the options; `source` and `person` are among them
 * @param complete all options of the task; the swapper is `none` where nobody is swapped
 */
export function idleFlags(
  given: Readonly<Record<string, unknown>>,
  complete: CompleteOptions,
  place: { readonly isImage: boolean; readonly hasMap: boolean },
): string[] {
  const steps = processorsFor(complete).map((step) => processorRow(step).facts);
  const asked = { ...complete, ...place, steps };
  const whyIdle = (name: string): string | undefined => {
    if (name === 'source' || name === 'person') return noSwap(asked);
    const subject = optionSubjects.find(({ rows }) => Object.hasOwn(rows, name));
    return subject?.idle?.(asked) ?? subject?.rows[name]?.idle?.(asked) ?? idleForModel[name]?.(complete);
  };
  return Object.entries(given).flatMap(([name, value]) => {
    // Whoever asks for no step gets none.
    const isNothing = value === undefined || processors.some(({ askedBy, off }) => askedBy === name && off === value);
    const why = isNothing ? undefined : whyIdle(name);
    return why === undefined ? [] : [withFlags(`${flagOf(name)} has no effect: ${why}.`)];
  });
}
