import { permanent } from '../errors.ts';
import { gridSize, type LandmarkerKind } from './landmarker-kind.ts';
import { mapPointsBack, pointCount } from './map-points-back.ts';

/** x, y and how sure the model is of the point. */
const width = 3;
/** A mean of those from which the score is 1. */
const fullScore = 0.95;

/**
 * peppa_wutz, as FaceFusion reads it (facefusion/face_landmarker.py at commit f8835603, lines 154–170 and 201–210): the
 * first output as rows of three, whatever its shape; x and y in a grid of 64; the score is the mean of the third.
 */
export const peppaWutz: LandmarkerKind = {
  outputs: [{ dims: { valueCount: pointCount * width } }],
  further: true,
  read([rows], matrix, cropSize) {
    if (rows === undefined) return undefined;
    if (rows.length !== pointCount * width) {
      throw permanent(
        'MODEL_CONTRACT',
        `peppa_wutz gave ${rows.length} values; expected ${pointCount} points of ${width}: fetch the right file.`,
      );
    }
    const points68 = mapPointsBack(rows, width, cropSize / gridSize, matrix);
    let sum = 0;
    for (let i = width - 1; i < rows.length; i += width) sum += rows[i]!;
    if (points68 === undefined || !Number.isFinite(sum)) return undefined;
    return { points68, score: Math.min(1, Math.max(0, sum / pointCount / fullScore)) };
  },
};
