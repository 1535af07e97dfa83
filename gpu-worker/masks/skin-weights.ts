import { convexHull, fillConvex } from '../faces/convex-hull.ts';
import type { DetectedFace } from '../faces/detected-face.ts';
import { type AffineMatrix, applyAffine, type Point } from '../pixels/geometry.ts';
import { leastMask } from './soft-mask.ts';

/** By how much the hull of five points is grown about their middle: it reaches from the brows to under the mouth. */
const growth = 1.4;

/**
 * Where a crop shows skin, told without a parser: the hull of the 68 landmarks where they are known, else that of the
 * five points, grown a little. Both leave out hair and background, which a box would count; the masks leave out what
 * lies before the face.
 * @param matrix stored frame pixels to crop pixels
 * @param masks of the target's crop
 * @returns `size * size` values 0..1
 */
export function skinWeights(
  { points, points68 }: Pick<DetectedFace, 'points' | 'points68'>,
  matrix: AffineMatrix,
  masks: readonly Float32Array[],
  size: number,
): Float32Array {
  const corners = (points68 ?? grown(points)).map((point) => {
    const { x, y } = applyAffine(matrix, point);
    return { x: Math.round(x), y: Math.round(y) };
  });
  return leastMask([fillConvex(convexHull(corners), size), ...masks]);
}

function grown(points: readonly Point[]): Point[] {
  const middle = {
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  };
  return points.map(({ x, y }) => ({
    x: middle.x + (x - middle.x) * growth,
    y: middle.y + (y - middle.y) * growth,
  }));
}
