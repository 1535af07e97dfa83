import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { outputFiles } from '../../contract/object-keys.ts';
import { composePreview } from '../image/compose-preview.ts';
import { encodeJpeg } from '../image/encode-jpeg.ts';
import type { RgbPixels } from './frame-engine-types.ts';
import type { FinishedFile } from './publish-result.ts';

/** One picture before and after, upright. */
export interface PicturePair {
  readonly before: RgbPixels;
  readonly after: RgbPixels;
}

/** Writes the poster (the middle moment’s result) and the before/after picture into scratch. */
export async function writePictures(
  pairs: readonly PicturePair[],
  scratch: string,
): Promise<{ poster: FinishedFile; preview: FinishedFile }> {
  const middle = pairs[Math.floor(pairs.length / 2)];
  if (middle === undefined) throw new RangeError('Pictures are made of at least one moment.');
  const file = (name: string): FinishedFile => ({ name, file: path.join(scratch, name), contentType: 'image/jpeg' });
  const poster = file(outputFiles.poster);
  const preview = file(outputFiles.preview);
  await writeFile(poster.file, await encodeJpeg(middle.after));
  await writeFile(preview.file, await composePreview(pairs));
  return { poster, preview };
}
