import path from 'node:path';
import { maxIdentities } from '../../../contract/identity.ts';
import { meantOptions } from '../../../contract/meant-options.ts';
import { inWords } from '../../../contract/near-names.ts';
import type { TaskOptions } from '../../../contract/options/options.ts';
import { asksForPerson, givesIdentity, processors } from '../../../contract/processors/processors.ts';
import { askedOptions, resolveOptions } from '../../../contract/upload-metadata.ts';
import { UsageError } from '../exit-codes.ts';
import { flagOf, withFlags } from '../flag-of.ts';
import { isImageFile } from '../upload-names.ts';
import type { LocalJob } from './files-of-job.ts';
import { idleFlags } from './idle-flags.ts';

/** What a command line asks to be done to one target. */
export interface JobWish extends LocalJob {
  /** Where it will be done: only a stage knows persons by name. */
  readonly place: 'here' | 'stage';
  /** Somebody who is known by name, with photos or without. */
  readonly person?: string | undefined;
  /** What stands on the command line itself, by the names of the options; `source` and `person` are two of them. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/**
 * What is to be done to a target, settled before anything is: whoever names nobody and asks for another step wants
 * nobody swapped.
 * @returns the options as they are meant, and what of the command line changes nothing, each a sentence
 * @throws UsageError when somebody is missing, nothing is asked for, or two things contradict each other
 */
export function askedOfJob(wish: JobWish): { readonly options: TaskOptions; readonly notes: readonly string[] } {
  const { target, map = [], preset } = wish;
  const options = meantOptions(wish, isOneNamed(wish) || map.length > 0);
  const resolved = resolveOptions({ preset, options });
  if (!resolved.ok) throw new UsageError(withFlags(resolved.problem));
  const mapNames = map.some(({ source }) => typeof source === 'object');
  const swaps = asksForPerson(resolved.value);
  if (swaps) checkSwap(wish, mapNames);
  else if (mapNames) {
    throw new UsageError('The --map puts persons into faces, which needs a swapper, and --swapper is none.');
  }
  const swapper = swaps && (isOneNamed(wish) || mapNames) ? resolved.value.swapper : 'none';
  const complete = { ...resolved.value, swapper };
  return { options, notes: idleFlags(wish.flags, complete, { isImage: isImageFile(target), hasMap: map.length > 0 }) };
}

/** Whether somebody is to come into all faces, or all that the map does not name. */
const isOneNamed = ({ photos, person }: JobWish): boolean => photos.length > 0 || person !== undefined;

function checkSwap(wish: JobWish, mapNames: boolean): void {
  const { place, target, photos, map = [], preset, options } = wish;
  const naming = place === 'here' ? '--source <photo…>' : '--source <photo…> or --person <name>';
  if (isOneNamed(wish)) {
    const flag = photos.length > 0 ? '--source' : '--person';
    if (map.some((rule) => rule.target === 'all')) {
      throw new UsageError(
        `${flag} is for all faces that the --map does not name, and so is its rule for "all"; keep one.`,
      );
    }
    if (map.length >= maxIdentities) {
      throw new UsageError(
        `A --map of ${map.length} rules and ${flag} are one too many; the most is ${maxIdentities} in all.`,
      );
    }
    return;
  }
  const { swapper } = askedOptions({ preset, options });
  const isAskedFor = options.swapper === undefined ? `--preset ${preset}` : `--swapper ${swapper}`;
  if (swapper !== undefined && !mapNames) {
    const nobody = map.length > 0 ? 'the --map names nobody' : 'nobody is named';
    throw new UsageError(
      `${isAskedFor} puts a person into faces, and ${nobody}: give ${naming}, or --map <file.json> with photos.`,
    );
  }
  if (map.length > 0) return;
  const others = processors.filter((row) => !givesIdentity(row));
  throw new UsageError(
    `Nothing says what to do with ${path.basename(target)}. ${naming} puts a person into its faces, --map <file.json> ` +
      `several. Without a person: --preset ${inWords(others.flatMap(({ preset }) => preset?.name ?? []))}; or ` +
      `${inWords(others.map(({ askedBy }) => flagOf(askedBy)))}.`,
  );
}
