import path from 'node:path';
import { isImageFile } from '../upload-names.ts';

const videoExtensions = new Set(['.mp4', '.m4v', '.mov', '.mkv', '.webm', '.ts']);
export const isVideoFile = (file: string): boolean => videoExtensions.has(path.extname(file).toLowerCase());

const stemOf = (file: string): string => path.parse(file).name;

/** Of the files of its folder the photos for a target: `x.jpg` for the video `x.mp4`, else `person.*`. Names only. */
export function photosFor(target: string, names: readonly string[]): string[] {
  const photos = names.filter((name) => isImageFile(name) && name !== target).toSorted();
  const own = isVideoFile(target) ? photos.filter((photo) => stemOf(photo) === stemOf(target)) : [];
  return own.length > 0 ? own : photos.filter((photo) => stemOf(photo).toLowerCase() === 'person');
}

/**
 * What the results of several targets are called after: the stem of each, or its whole name where two have one stem.
 * @param targets names or paths
 */
export function resultStems(targets: readonly string[]): string[] {
  const names = new Map<string, Set<string>>();
  for (const target of targets) {
    const sharing = names.get(stemOf(target)) ?? new Set();
    names.set(stemOf(target), sharing.add(path.basename(target)));
  }
  return targets.map((target) => ((names.get(stemOf(target))?.size ?? 0) > 1 ? path.basename(target) : stemOf(target)));
}

/** What {@link resultStems} may call a target after, whatever other targets there are. */
export const possibleStems = (target: string): string[] => [stemOf(target), path.basename(target)];

export interface FilePair {
  readonly video: string;
  readonly photos: readonly string[];
  /** What its results are called after. */
  readonly stem: string;
}

/** Which photo belongs to which video of a folder. Names only; in order of name. */
export function pairFiles(names: readonly string[]): FilePair[] {
  const videos = names.filter(isVideoFile).toSorted();
  const stems = resultStems(videos);
  return videos.map((video, index) => ({ video, photos: photosFor(video, names), stem: stems[index] ?? video }));
}
