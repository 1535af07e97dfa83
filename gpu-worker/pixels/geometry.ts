/** A point in pixels; integer coordinates are pixel centres. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Left, top, right, bottom in pixels; right and bottom excluded. */
export interface PixelBox {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** A 2×3 matrix, row by row: `x' = m0 x + m1 y + m2`, `y' = m3 x + m4 y + m5`. */
export type AffineMatrix = readonly [number, number, number, number, number, number];

export function applyAffine(matrix: AffineMatrix, point: Point): Point {
  const [m0, m1, m2, m3, m4, m5] = matrix;
  return { x: m0 * point.x + m1 * point.y + m2, y: m3 * point.x + m4 * point.y + m5 };
}

/** The matrix of the way back. A matrix without one gives values that are not finite. */
export function invertAffine(matrix: AffineMatrix): AffineMatrix {
  const [m0, m1, m2, m3, m4, m5] = matrix;
  const determinant = m0 * m4 - m1 * m3;
  const a = m4 / determinant;
  const b = -m1 / determinant;
  const c = -m3 / determinant;
  const d = m0 / determinant;
  return [a, b, -(a * m2 + b * m5), c, d, -(c * m2 + d * m5)];
}

export const isFiniteMatrix = (matrix: AffineMatrix): boolean => matrix.every((value) => Number.isFinite(value));

/** Square pixels; 0 when the box is empty or turned inside out. */
export const boxArea = (box: PixelBox): number => Math.max(0, box.x2 - box.x1) * Math.max(0, box.y2 - box.y1);

/** Square pixels that two boxes share; 0 when they lie apart. */
export function sharedArea(a: PixelBox, b: PixelBox): number {
  const [x1, y1] = [Math.max(a.x1, b.x1), Math.max(a.y1, b.y1)];
  return boxArea({ x1, y1, x2: Math.min(a.x2, b.x2), y2: Math.min(a.y2, b.y2) });
}
