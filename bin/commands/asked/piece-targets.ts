import path from 'node:path';
import type { TaskOptions } from '../../../contract/options/options.ts';
import { pieceFor, wholePiece } from '../../../contract/piece.ts';
import { UsageError } from '../exit-codes.ts';
import { isImageFile } from '../upload-names.ts';

/**
 * Those of the targets of which there can be a piece, where one is asked for: an image has none.
 * @returns the targets, and of each that is left out a sentence
 * @throws UsageError when all of them are images
 */
export function pieceTargets(
  targets: readonly string[],
  { from, to, frames }: TaskOptions,
): { readonly targets: readonly string[]; readonly notes: readonly string[] } {
  const isPiece = pieceFor(wholePiece({ from, to, frames })).piece !== undefined;
  const images = isPiece ? targets.filter(isImageFile) : [];
  const [first] = images;
  if (first !== undefined && images.length === targets.length) {
    const others = images.length === 1 ? 'an image' : 'an image, as all others are';
    throw new UsageError(
      `--from, --to and --frames are of a video, and ${path.basename(first)} is ${others}; leave them out.`,
    );
  }
  return {
    targets: targets.filter((target) => !images.includes(target)),
    notes: images.map((image) => `${path.basename(image)} is an image, of which there is no piece, and is left out.`),
  };
}
