import type { Point } from '../pixels/geometry.ts';

const turn = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

/** The corners of the least convex polygon around points, in order; fewer than three when they lie on a line. */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/**
 * Fills a convex polygon of whole-numbered corners with ones, its edges included, as OpenCV's `fillConvexPoly`.
 * @returns a mask of `size * size` values, row by row
 */
export function fillConvex(corners: readonly Point[], size: number): Float32Array {
  const mask = new Float32Array(size * size);
  const leftmost = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const rightmost = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const cover = (x: number, y: number): void => {
    if (y < 0 || y >= size) return;
    leftmost[y] = Math.min(leftmost[y]!, x);
    rightmost[y] = Math.max(rightmost[y]!, x);
  };
  corners.forEach((from, index) => {
    const to = corners[(index + 1) % corners.length]!;
    const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
    for (let step = 0; step <= steps; step += 1) {
      const share = steps === 0 ? 0 : step / steps;
      cover(Math.round(from.x + (to.x - from.x) * share), Math.round(from.y + (to.y - from.y) * share));
    }
  });
  for (let y = 0; y < size; y += 1) {
    const end = Math.min(size - 1, rightmost[y]!);
    for (let x = Math.max(0, leftmost[y]!); x <= end; x += 1) mask[y * size + x] = 1;
  }
  return mask;
}
