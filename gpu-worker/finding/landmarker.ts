import { composeAffine, type FaceAngle, uprightTurn } from '../faces/face-angle.ts';
import type { ModelFile } from '../models/model-contract.ts';
import type { PictureFacts } from '../models/model-facts.ts';
import { openPictureModel } from '../models/picture-model.ts';
import { defineRole } from '../models/role.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import type { AffineMatrix, PixelBox } from '../pixels/geometry.ts';
import { blackenOutside } from './blacken-outside.ts';
import { brightenDarkCrop } from './brighten-dark-crop.ts';
import { fan4 } from './fan4.ts';
import type { FoundLandmarks, LandmarkerKind } from './landmarker-kind.ts';
import { peppaWutz } from './peppa-wutz.ts';

/** Finds 68 points in the picture of a face. */
export interface Landmarker {
  /**
   * @param box the face, stored frame pixels
   * @param angle how far it is turned
   * @returns undefined when the model gave no usable numbers
   */
  find(frame: FramePixels, layout: FrameLayout, box: PixelBox, angle: FaceAngle): Promise<FoundLandmarks | undefined>;
  close(): Promise<void>;
}

/** Those that look at the picture, by their models' names. */
const kinds: Readonly<Record<string, LandmarkerKind>> = { '2dfan4': fan4, peppa_wutz: peppaWutz };

/** How much of the crop the longer side of the box takes, pixels. */
const faceSize = 195;

/**
 * Loads a landmarker that looks at the picture. All are shown the same crop: upright, black outside the frame, contrast
 * raised in the dark.
 * @throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE
 */
export async function openLandmarker(
  facts: PictureFacts & { readonly name: string },
  ...from: ModelFile
): Promise<Landmarker> {
  const { name, size } = facts;
  const kind = kinds[name];
  if (kind === undefined) throw new RangeError(`${name} is no landmarker that looks at a picture.`);
  const { read, ...answers } = kind;
  const { planes: crop, run, close } = await openPictureModel(facts, answers, from);
  return {
    async find(frame, layout, box, angle) {
      const matrix = composeAffine(boxMatrix(box, size), uprightTurn(angle, size));
      frame.warpCrop(matrix, size, crop);
      blackenOutside(crop, size, matrix, layout);
      brightenDarkCrop(crop, size);
      return read(await run(), matrix, size);
    },
    close,
  };
}

export const landmarkerRole = defineRole('landmarker', openLandmarker, { section: '§3' });

function boxMatrix({ x1, y1, x2, y2 }: PixelBox, size: number): AffineMatrix {
  const scale = faceSize / Math.max(x2 - x1, y2 - y1, 1);
  return [scale, 0, (size - (x1 + x2) * scale) / 2, 0, scale, (size - (y1 + y2) * scale) / 2];
}
