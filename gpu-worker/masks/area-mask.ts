import { convexHull, fillConvex } from '../faces/convex-hull.ts';
import { type AffineMatrix, applyAffine, type Point } from '../pixels/geometry.ts';
import { softenMask } from './soft-mask.ts';

const span = (first: number, last: number): number[] =>
  Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => (first < last ? first + i : first - i));

/**
 * Which of the 68 points bound an area: FaceFusion's numbers (facefusion/choices.py at commit 416902d0, lines 24–29;
 * 3.8.1 is another commit).
 */
export const areaPoints = {
  'upper-face': [...span(0, 2), ...span(31, 35), ...span(14, 16), ...span(26, 17)],
  'lower-face': [...span(3, 13), ...span(35, 31)],
  mouth: span(48, 67),
} as const satisfies Record<string, readonly number[]>;
export type FaceArea = keyof typeof areaPoints;

/**
 * The hull of the landmarks of some areas in a crop, softened.
 * @param points68 in stored frame pixels
 * @param matrix stored frame pixels to crop pixels
 * @returns `size * size` values 0..1
 */
export function areaMask(
  points68: readonly Point[],
  areas: readonly FaceArea[],
  matrix: AffineMatrix,
  size: number,
): Float32Array {
  const corners = areas
    .flatMap((area) => areaPoints[area])
    .map((index) => applyAffine(matrix, points68[index]!))
    .map(({ x, y }) => ({ x: Math.trunc(x), y: Math.trunc(y) }));
  return softenMask(fillConvex(convexHull(corners), size), size);
}
