import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { outputFiles } from '../../contract/object-keys.ts';
import type { PreviewMoment } from '../media/image/choose-view.ts';
import { composePreview } from '../media/image/compose-preview.ts';
import { encodeJpeg } from '../media/image/encode-jpeg.ts';
import type { FinishedFile } from './publish-result.ts';

/**
 * Writes the poster (the middle moment’s result) and the before/after picture into scratch.
 * @param label what they say of their origin
 */
export async function writePictures(
  moments: readonly PreviewMoment[],
  scratch: string,
  label: string | undefined,
): Promise<{ poster: FinishedFile; preview: FinishedFile }> {
  const middle = moments[Math.floor(moments.length / 2)];
  if (middle === undefined) throw new RangeError('Pictures are made of at least one moment.');
  const file = (name: string): FinishedFile => ({ name, file: path.join(scratch, name), contentType: 'image/jpeg' });
  const poster = file(outputFiles.poster);
  const preview = file(outputFiles.preview);
  await writeFile(poster.file, await encodeJpeg(middle.after, label));
  await writeFile(preview.file, await composePreview(moments, label));
  return { poster, preview };
}

export const previewEncoder = 'jpeg, quality 90';

/** A task that asks for a preview alone has one file: whatever a report names is this. */
export const onlyPreview = ({ preview }: { readonly preview: FinishedFile }) => ({
  file: preview,
  poster: preview,
  preview,
});
