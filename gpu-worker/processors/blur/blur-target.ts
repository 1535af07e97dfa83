import { boxMask } from '../../masks/box-mask.ts';
import { alignFace } from '../align-face.ts';
import type { FaceStep } from '../processor.ts';
import { blurCropSize, blurFace, blurPoints } from './blur-face.ts';

const softEdge = { blur: 0.3, padding: [0, 0, 0, 0] } as const;

/**
 * Makes a face unrecognisable, as an identity map may ask for. It has a name in reports and is no step of a recipe: it
 * needs no model.
 */
export const blur: FaceStep & { readonly name: 'blur' } = {
  name: 'blur',
  async change({ frame }, face) {
    const size = blurCropSize;
    const matrix = alignFace(face, blurPoints);
    const crop = new Float32Array(3 * size * size);
    if (matrix !== undefined) frame.warpCrop(matrix, size, crop);
    const mask = boxMask(size, softEdge);
    const box = matrix && frame.pasteFace({ crop: blurFace(crop), size, mask, matrix, blend: 1, rounded: false });
    if (box === undefined) {
      face.skipped = 'too-small';
      return;
    }
    face.applied.push('blur');
    face.pasteBoxes.push(box);
  },
};
