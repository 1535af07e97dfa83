import { type AffineMatrix, applyAffine, invertAffine, type Point } from '../pixels/geometry.ts';

/** Landmarks of a face, in the order of iBUG 300-W. */
export const pointCount = 68;

/**
 * A landmarker's points in the frame; undefined when one is not finite, or all are the same.
 * @param values rows of `width` values, x and y first
 * @param scale pixels of the crop that the model's unit is
 * @param matrix stored frame pixels to crop pixels
 */
export function mapPointsBack(
  values: Float32Array,
  width: number,
  scale: number,
  matrix: AffineMatrix,
): Point[] | undefined {
  const back = invertAffine(matrix);
  const points = Array.from({ length: pointCount }, (_, i) =>
    applyAffine(back, { x: values[width * i]! * scale, y: values[width * i + 1]! * scale }),
  );
  const finite = points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const apart = points.some(({ x, y }) => x !== points[0]?.x || y !== points[0]?.y);
  return finite && apart ? points : undefined;
}
