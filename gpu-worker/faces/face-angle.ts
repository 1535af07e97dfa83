import type { AffineMatrix, Point } from '../pixels/geometry.ts';

/** Quarter turns, degrees. */
export type FaceAngle = 0 | 90 | 180 | 270;

const angles: readonly FaceAngle[] = [0, 90, 180, 270];

/** How far a face is turned, to the nearest quarter: the way from the first to the 17th of its 68 points. */
export function faceAngle(points68: readonly Point[]): FaceAngle {
  const from = points68[0]!;
  const to = points68[16]!;
  const degrees = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return angles[Math.round((degrees + 360) / 90) % 4]!;
}

/** Turns a square crop by quarter turns about its middle, so that a face of this angle stands upright. */
export function uprightTurn(angle: FaceAngle, size: number): AffineMatrix {
  if (angle === 90) return [0, 1, 0, -1, 0, size];
  if (angle === 180) return [-1, 0, size, 0, -1, size];
  if (angle === 270) return [0, -1, size, 1, 0, 0];
  return [1, 0, 0, 0, 1, 0];
}

/** `second` after `first`. */
export function composeAffine(first: AffineMatrix, second: AffineMatrix): AffineMatrix {
  const [a, b, c, d, e, f] = first;
  const [k, l, m, n, o, p] = second;
  return [k * a + l * d, k * b + l * e, k * c + l * f + m, n * a + o * d, n * b + o * e, n * c + o * f + p];
}

/** The five points of 68 that align a face: eyes and mouth corners as means or points of theirs, and the nose. */
export function fiveOf68(points68: readonly Point[]): Point[] {
  const mean = (first: number, last: number): Point => {
    const part = points68.slice(first, last + 1);
    const sum = part.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
    return { x: sum.x / part.length, y: sum.y / part.length };
  };
  return [mean(36, 41), mean(42, 47), points68[30]!, points68[48]!, points68[54]!];
}
