import { blackenOutside } from '../face/blacken-outside.ts';
import { brightenDarkCrop } from '../face/brighten-dark-crop.ts';
import { composeAffine, type FaceAngle, uprightTurn } from '../face/face-angle.ts';
import type { FrameLayout } from '../face/frame-layout.ts';
import type { FramePixels } from '../face/frame-pixels.ts';
import type { AffineMatrix, PixelBox } from '../face/geometry.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import { fan4 } from './fan4.ts';
import { cropSize, type FoundLandmarks, type LandmarkerKind } from './landmarker-kind.ts';
import { openModel } from './model-contract.ts';
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
 * Loads a landmarker that looks at the picture. All are shown the same crop: 256 pixels, upright, black outside the
 * frame, contrast raised in the dark, blue first, 0..1.
 * @param name the model's
 * @throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE
 */
export async function openLandmarker(
  name: string,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Landmarker> {
  const kind = kinds[name];
  if (kind === undefined) throw new RangeError(`${name} is no landmarker that looks at a picture.`);
  const dims = [1, 3, cropSize, cropSize];
  const contract = {
    inputs: [{ name: 'input', dims }],
    outputs: kind.outputs,
    ...(kind.further === undefined ? {} : { further: kind.further }),
  };
  const session = await openModel(path, contract, settings, clock);
  const crop = new Float32Array(3 * cropSize * cropSize);
  const fed = new Float32Array(crop.length);
  const feeds = { input: { data: fed, dims } };
  return {
    async find(frame, layout, box, angle) {
      const matrix = composeAffine(boxMatrix(box), uprightTurn(angle, cropSize));
      frame.warpCrop(matrix, cropSize, crop);
      blackenOutside(crop, cropSize, matrix, layout);
      brightenDarkCrop(crop, cropSize);
      const plane = cropSize * cropSize;
      for (let i = 0; i < plane; i += 1) {
        fed[i] = crop[i + 2 * plane]! / 255;
        fed[i + plane] = crop[i + plane]! / 255;
        fed[i + 2 * plane] = crop[i]! / 255;
      }
      return kind.read(await session.run(feeds), matrix);
    },
    close: () => session.close(),
  };
}

function boxMatrix({ x1, y1, x2, y2 }: PixelBox): AffineMatrix {
  const scale = faceSize / Math.max(x2 - x1, y2 - y1, 1);
  return [scale, 0, (cropSize - (x1 + x2) * scale) / 2, 0, scale, (cropSize - (y1 + y2) * scale) / 2];
}
