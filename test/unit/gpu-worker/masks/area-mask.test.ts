import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { convexHull, fillConvex } from '../../../../gpu-worker/faces/convex-hull.ts';
import { equaliseTiles } from '../../../../gpu-worker/finding/clahe.ts';
import { areaMask, areaPoints, type FaceArea } from '../../../../gpu-worker/masks/area-mask.ts';
import { boxMask } from '../../../../gpu-worker/masks/box-mask.ts';
import { leastMask, softenMask } from '../../../../gpu-worker/masks/soft-mask.ts';
import { resizePlanes } from '../../../../gpu-worker/pixels/resize-plane.ts';

const numbers = z.array(z.number());
const reference = z
  .object({
    soft: numbers,
    resize: z.object({ in: numbers, '20': numbers, '7': numbers }),
    polygons: z.array(z.object({ points: z.array(z.tuple([z.number(), z.number()])), rows: z.array(numbers) })),
    clahe: z.object({ in: numbers, out: numbers }),
  })
  .parse(JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../fixtures/mask-reference.json'), 'utf8')));

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN))).reduce((x, y) => Math.max(x, y), 0);
};

/** Ones in x 3..27, y 4..29 of a square of 32. */
const square = Float32Array.from({ length: 32 * 32 }, (_, i) => {
  const [x, y] = [i % 32, Math.floor(i / 32)];
  return x >= 3 && x < 28 && y >= 4 && y < 30 ? 1 : 0;
});

describe('as OpenCV', () => {
  test('softens: sigma 5, upper half only, edges mirrored', () => {
    expect(furthest(softenMask(square, 32), reference.soft)).toBeLessThan(1e-6);
    // What a mask without the rule would be.
    expect(furthest(square, reference.soft)).toBeGreaterThan(0.5);
  });

  test('resizes floats: half-pixel centres, both ways', () => {
    const planes = Float32Array.from(reference.resize.in);
    expect(furthest(resizePlanes(planes, 12, 20), reference.resize['20'])).toBeLessThan(1e-3);
    expect(furthest(resizePlanes(planes, 12, 7), reference.resize['7'])).toBeLessThan(1e-3);
  });

  test('several planes one after another, and the same size is a copy', () => {
    const plane = Float32Array.from(reference.resize.in);
    const both = new Float32Array([...plane, ...plane.map((value) => value + 1)]);
    const resized = resizePlanes(both, 12, 20);
    expect(
      furthest(
        resized.subarray(400),
        resized.subarray(0, 400).map((value) => value + 1),
      ),
    ).toBeLessThan(1e-3);
    expect(resizePlanes(plane, 12, 12)).toEqual(plane);
    expect(resizePlanes(plane, 12, 12)).not.toBe(plane);
  });

  test('fills hulls, within a pixel at the edge', () => {
    for (const { points, rows } of reference.polygons) {
      const corners = convexHull(points.map(([x, y]) => ({ x: Math.trunc(x), y: Math.trunc(y) })));
      const mask = fillConvex(corners, 48);
      for (const [y, row] of rows.entries()) {
        const columns = Array.from(mask.subarray(48 * y, 48 * (y + 1)), (value, x) => (value === 1 ? x : -1));
        const filled = columns.filter((x) => x >= 0);
        expect(filled.length > 0).toBe(row.length > 0);
        if (row.length === 0) continue;
        expect(Math.abs((filled[0] ?? -9) - (row[0] ?? 99))).toBeLessThanOrEqual(1);
        expect(Math.abs((filled.at(-1) ?? -9) - (row[1] ?? 99))).toBeLessThanOrEqual(1);
      }
    }
  });

  test('evens out contrast tile by tile', () => {
    expect(furthest(equaliseTiles(Float32Array.from(reference.clahe.in), 32, 2), reference.clahe.out)).toBeLessThan(
      1.5,
    );
    expect(furthest(reference.clahe.in, reference.clahe.out)).toBeGreaterThan(20);
  });
});

test('a hull keeps corners only, and a line or a point has no inside', () => {
  const grid = [0, 1, 2].flatMap((x) => [0, 1, 2].map((y) => ({ x, y })));
  expect(convexHull(grid)).toHaveLength(4);
  expect(fillConvex(convexHull([{ x: 5, y: 5 }]), 8).reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(1);
});

test('the least of masks counts, and none of them is written to', () => {
  const box = boxMask(16, { blur: 0.3, padding: [0, 0, 0, 0] });
  const before = Float32Array.from(box);
  const half = new Float32Array(256).fill(0.5);
  const least = leastMask([box, half]);
  expect(least).toEqual(before.map((value) => Math.min(value, 0.5)));
  expect(box).toEqual(before);
});

test('an area is the hull of its own landmarks, in the crop', () => {
  // Points on three lines: the eyes' band, the jaw, the mouth.
  const points = Array.from({ length: 68 }, (_, i) => ({ x: 20 + (i % 17) * 4, y: i < 17 ? 90 : i < 48 ? 30 : 60 }));
  const identity = [1, 0, 0, 0, 1, 0] as const;
  const mouth = areaMask(points, ['mouth'], identity, 112);
  const upper = areaMask(points, ['upper-face'], identity, 112);
  const both = areaMask(points, ['upper-face', 'mouth'], identity, 112);
  expect(upper[50 * 112 + 52]).toBeGreaterThan(0.9);
  expect(both[50 * 112 + 52]).toBeGreaterThan(0.9);
  expect(mouth[50 * 112 + 52]).toBe(0);
  // A matrix moves the mask with the face.
  const moved = areaMask(points, ['upper-face'], [1, 0, 10, 0, 1, 0], 112);
  expect(moved[50 * 112 + 62]).toBe(upper[50 * 112 + 52]);
});

/** FaceFusion's points of every area, written down a second time. */
const areas = {
  'upper-face': [0, 1, 2, 31, 32, 33, 34, 35, 14, 15, 16, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17],
  'lower-face': [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 35, 34, 33, 32, 31],
  mouth: [48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67],
} as const;

test.each(Object.entries(areas))('%s is bound by its own landmarks, each of them', (area, bounds) => {
  expect(Object.keys(areaPoints)).toEqual(Object.keys(areas));
  const size = 200;
  const lies = (moved: number): number => {
    // All in the middle but one, which alone makes the hull large; a third keeps it from being a line.
    const points = Array.from({ length: 68 }, (_, i) =>
      i === moved ? { x: 190, y: 20 } : { x: 40, y: 100 + (i % 2) * 60 },
    );
    return areaMask(points, [areaNamed(area)], [1, 0, 0, 0, 1, 0], size).reduce((sum, value) => sum + value, 0);
  };
  const moving = Array.from({ length: 68 }, (_, i) => i).filter((i) => lies(i) > 100);
  expect(moving).toEqual([...bounds].sort((a, b) => a - b));
});

function areaNamed(name: string): FaceArea {
  if (name === 'upper-face' || name === 'lower-face' || name === 'mouth') return name;
  throw new Error(`${name} is no area`);
}
