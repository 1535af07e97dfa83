import path from 'node:path';
import { mustBePhoto } from '../must-read.ts';
import { pictureOptions } from './picture-flags.ts';
import { readIdentityMap } from './read-identity-map.ts';
import { readPreset } from './read-preset.ts';

/** The flags that name files and persons. */
export interface GivenWish {
  readonly source?: readonly string[] | undefined;
  readonly person?: string | undefined;
  readonly map?: string | undefined;
  readonly preset?: string | undefined;
}

/**
 * Reads photos, `--map`, `--preset` and all picture flags; these go before what the preset says.
 * @param all everything that was given, by commander's names
 * @param place where the task will be done, {@link readIdentityMap}
 * @returns the wish as an upload carries it, a preset of a file being options already; photos and map; what stands on the
 *   command line itself, by the names of the options; and the files that all this was read from
 * @throws UsageError that names the flag, or the field of the preset or map, and what was expected
 */
export function readWish(
  { source, person, map, preset: named }: GivenWish,
  all: Readonly<Record<string, unknown>>,
  place: Parameters<typeof readIdentityMap>[1],
) {
  const { preset, options, file } = readPreset(named);
  const flags = pictureOptions(all);
  return {
    wish: { preset, options: { ...options, ...flags } },
    photos: (source ?? []).map((photo) => mustBePhoto('--source', photo)),
    map: map === undefined ? undefined : readIdentityMap(map, place),
    flags: { ...flags, source, person },
    inputs: [
      ...(map === undefined ? [] : [{ what: 'the map', file: path.resolve(map) }]),
      ...(file === undefined ? [] : [{ what: 'the preset', file }]),
    ],
  };
}
