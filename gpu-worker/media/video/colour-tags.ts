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

/** The tags that the container parser knows, under ffmpeg's names; others come back as absent. */
const readable = {
  primaries: new Set(['bt709', 'bt470bg', 'smpte170m', 'bt2020', 'smpte432']),
  transfer: new Set(['bt709', 'smpte170m', 'linear', 'iec61966-2-1']),
  matrix: new Set(['bt709', 'bt470bg', 'smpte170m', 'bt2020nc']),
} as const;

/**
 * Compares the colour tags of an output with those that were asked for. A tag that the container parser cannot read is
 * not held against an output in which it is absent; an absent range means limited.
 * @returns what differs, undefined when nothing does
 */
export function colourMismatch(wanted: ColourTags, found: ColourTags): string | undefined {
  for (const field of ['primaries', 'transfer', 'matrix'] as const) {
    const [asked, value] = [wanted[field], found[field]];
    const isUnreadable = value === undefined && asked !== undefined && !readable[field].has(asked);
    if (value !== asked && !isUnreadable)
      return `colour ${field} is ${value ?? 'untagged'}, expected ${asked ?? 'no tag'}`;
  }
  const [wantedFull, foundFull] = [wanted.fullRange === true, found.fullRange === true];
  return wantedFull === foundFull ? undefined : `full range is ${foundFull}, expected ${wantedFull}`;
}
