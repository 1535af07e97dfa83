import path from 'node:path';

const videoExtensions = new Set(['.mp4', '.m4v', '.mov', '.mkv', '.webm', '.ts']);
const photoExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp']);

export interface FilePair {
  readonly video: string;
  /** `x.jpg` for `x.mp4`, else the folder's `person.*`; none when there is neither. */
  readonly photos: readonly string[];
  /** Name of the folder for the result. */
  readonly result: string;
}

/** Which photo belongs to which video of a folder. Names only; in order of name. */
export function pairFiles(names: readonly string[]): FilePair[] {
  const extension = (name: string): string => path.extname(name).toLowerCase();
  const stem = (name: string): string => path.parse(name).name;
  const videos = names.filter((name) => videoExtensions.has(extension(name))).toSorted();
  const photos = names.filter((name) => photoExtensions.has(extension(name))).toSorted();
  return videos.map((video) => {
    const own = photos.filter((photo) => stem(photo) === stem(video));
    const sharesStem = videos.filter((other) => stem(other) === stem(video)).length > 1;
    return {
      video,
      photos: own.length > 0 ? own : photos.filter((photo) => stem(photo).toLowerCase() === 'person'),
      result: sharesStem ? video : stem(video),
    };
  });
}
