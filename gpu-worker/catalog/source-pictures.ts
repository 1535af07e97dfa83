import { fitSimilarity } from '../faces/similarity.ts';
import { templatePoints } from '../faces/templates.ts';
import type { FaceModels } from '../models/loaded-models.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import type { Point } from '../pixels/geometry.ts';
import { swapperRole } from '../processors/swap/swapper.ts';

/**
 * A face of a photo as each loaded swapper wants to see it that takes no embedding, by the swapper's name: planes red,
 * green, blue of 0..255.
 * @param points the face's five, in stored pixels
 */
export function sourcePictures(
  models: FaceModels,
  photo: FramePixels,
  points: readonly Point[],
): Record<string, Float32Array> {
  const pictures: Record<string, Float32Array> = {};
  for (const { name, model } of models.all(swapperRole)) {
    if (model.sourceCrop === undefined) continue;
    const { size, template } = model.sourceCrop;
    const crop = new Float32Array(3 * size * size);
    photo.warpCrop(fitSimilarity(points, templatePoints(template, size)), size, crop);
    pictures[name] = crop;
  }
  return pictures;
}
