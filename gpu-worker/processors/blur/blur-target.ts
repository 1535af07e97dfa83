import { boxMask } from '../../masks/box-mask.ts';
import { alignFace } from '../align-face.ts';
import type { FaceWork, TargetFace } from '../processor.ts';
import { blurCropSize, blurFace, blurPoints } from './blur-face.ts';

const softEdge = { blur: 0.3, padding: [0, 0, 0, 0] } as const;

/** Makes a face unrecognisable, as an identity map may ask for. No step of the recipe: it needs no model. */
export function blurTarget({ frame, timings }: FaceWork, face: TargetFace): void {
  const startedAt = performance.now();
  const size = blurCropSize;
  const matrix = alignFace(face, blurPoints);
  const crop = new Float32Array(3 * size * size);
  if (matrix !== undefined) frame.warpCrop(matrix, size, crop);
  const mask = boxMask(size, softEdge);
  const box = matrix && frame.pasteFace({ crop: blurFace(crop), size, mask, matrix, blend: 1, rounded: false });
  timings.pasteMs += performance.now() - startedAt;
  if (box === undefined) {
    face.skipped = 'too-small';
    return;
  }
  face.applied.push('blur');
  face.pasteBoxes.push(box);
}
