import type { AffineMatrix, Point } from '../pixels/geometry.ts';

/**
 * The similarity (turn, one scale, shift; no reflection) that brings `from` nearest to `to` in the least-squares
 * sense. OpenCV's `estimateAffinePartial2D` with FaceFusion's 100 px threshold gives the same within 2e-3.
 * Coincident points give a matrix that is not finite.
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): AffineMatrix {
  const count = Math.min(from.length, to.length);
  const fromMean = meanOf(from, count);
  const toMean = meanOf(to, count);
  let spread = 0;
  let along = 0;
  let across = 0;
  for (let i = 0; i < count; i += 1) {
    const fx = from[i]!.x - fromMean.x;
    const fy = from[i]!.y - fromMean.y;
    const tx = to[i]!.x - toMean.x;
    const ty = to[i]!.y - toMean.y;
    spread += fx * fx + fy * fy;
    along += fx * tx + fy * ty;
    across += fx * ty - fy * tx;
  }
  const a = along / spread;
  const b = across / spread;
  return [a, -b, toMean.x - a * fromMean.x + b * fromMean.y, b, a, toMean.y - b * fromMean.x - a * fromMean.y];
}

function meanOf(points: readonly Point[], count: number): Point {
  let x = 0;
  let y = 0;
  for (let i = 0; i < count; i += 1) {
    x += points[i]!.x;
    y += points[i]!.y;
  }
  return { x: x / count, y: y / count };
}
