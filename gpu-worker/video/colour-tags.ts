import type { ColourTags } from './video-facts.ts';

/** WebCodecs' names, which the container parser speaks, where ffmpeg's differ. */
const ffmpegNames: Readonly<Record<string, string>> = {
  rgb: 'gbr',
  'bt2020-ncl': 'bt2020nc',
  pq: 'smpte2084',
  hlg: 'arib-std-b67',
};

/** A colour name of WebCodecs under ffmpeg's name. */
export const ffmpegColourName = (name: string): string => ffmpegNames[name] ?? name;

/**
 * Compares the colour tags of an output with those that were asked for.
 * The container parser knows the common tags only, so one that is absent in `found` is not held against it, except
 * for the range, where absent means limited.
 * @returns what differs, undefined when nothing does
 */
export function colourMismatch(wanted: ColourTags, found: ColourTags): string | undefined {
  for (const field of ['primaries', 'transfer', 'matrix'] as const) {
    const value = found[field];
    if (value !== undefined && value !== wanted[field]) {
      return `${field} is ${value}, expected ${wanted[field] ?? 'no tag'}`;
    }
  }
  const [wantedFull, foundFull] = [wanted.fullRange === true, found.fullRange === true];
  return wantedFull === foundFull ? undefined : `full range is ${foundFull}, expected ${wantedFull}`;
}
