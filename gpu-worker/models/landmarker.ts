import { blackenOutside } from '../face/blacken-outside.ts';
import { brightenDarkCrop } from '../face/brighten-dark-crop.ts';
import { composeAffine, type FaceAngle, uprightTurn } from '../face/face-angle.ts';
import type { FrameLayout } from '../face/frame-layout.ts';
import type { FramePixels } from '../face/frame-pixels.ts';
import type { AffineMatrix, PixelBox, Point } from '../face/geometry.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import { mapPointsBack, pointCount } from './map-points-back.ts';
import { openModel } from './model-contract.ts';

export interface FoundLandmarks {
  /** In stored frame pixels. */
  readonly points68: readonly Point[];
  /** 0..1. */
  readonly score: number;
}

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

/** The crop's side, how much of it the longer side of the box takes, and the heatmaps' side, pixels. */
const cropSize = 256;
const faceSize = 195;
const heatmapSize = 64;
/** A mean peak of the heatmaps from which the score is 1. */
const fullPeak = 0.9;

/** Loads 2dfan4 (model contracts, §3). Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
export async function openLandmarker(
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Landmarker> {
  const dims = [1, 3, cropSize, cropSize];
  const contract = {
    inputs: [{ name: 'input', dims }],
    outputs: [{ dims: [1, pointCount, 3] }, { dims: [1, pointCount, heatmapSize, heatmapSize] }],
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
      const [landmarks, heatmaps] = await session.run(feeds);
      if (landmarks === undefined || heatmaps === undefined) return undefined;
      const points68 = mapPointsBack(landmarks, 3, cropSize / heatmapSize, matrix);
      const peak = meanPeak(heatmaps);
      if (points68 === undefined || !Number.isFinite(peak)) return undefined;
      return { points68, score: Math.min(1, Math.max(0, peak / fullPeak)) };
    },
    close: () => session.close(),
  };
}

function boxMatrix({ x1, y1, x2, y2 }: PixelBox): AffineMatrix {
  const scale = faceSize / Math.max(x2 - x1, y2 - y1, 1);
  return [scale, 0, (cropSize - (x1 + x2) * scale) / 2, 0, scale, (cropSize - (y1 + y2) * scale) / 2];
}

function meanPeak(heatmaps: Float32Array): number {
  const plane = heatmapSize * heatmapSize;
  let sum = 0;
  for (let point = 0; point < pointCount; point += 1) {
    let peak = Number.NEGATIVE_INFINITY;
    for (let i = point * plane; i < (point + 1) * plane; i += 1) if (heatmaps[i]! > peak) peak = heatmaps[i]!;
    sum += peak;
  }
  return sum / pointCount;
}
