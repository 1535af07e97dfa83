import type { TaskOptions } from '../../../contract/options/options.ts';
import { pictureOptions } from './picture-flags.ts';
import { readPreset } from './read-preset.ts';

/** What a command line asks of a picture, whoever is in it. */
export interface AskedWish {
  /** As an upload carries it: a preset of a file is options already. */
  readonly wish: { readonly preset: string | undefined; readonly options: TaskOptions };
  /** What stands on the command line itself. */
  readonly flags: TaskOptions;
  readonly presetFile: string | undefined;
}

/**
 * Reads `--preset` and all picture flags; these go before what the preset says.
 * @param given everything that was given, by commander's names
 * @throws UsageError that names the flag, or the field of the preset, and what was expected
 */
export function readWish(presetGiven: string | undefined, given: Readonly<Record<string, unknown>>): AskedWish {
  const { preset, options, file } = readPreset(presetGiven);
  const flags = pictureOptions(given);
  return { wish: { preset, options: { ...options, ...flags } }, flags, presetFile: file };
}
