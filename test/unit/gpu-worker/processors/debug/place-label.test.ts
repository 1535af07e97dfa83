import { describe, expect, test } from 'vitest';
import { setText } from '../../../../../gpu-worker/processors/debug/draw-text.ts';
import { letterShapes } from '../../../../../gpu-worker/processors/debug/letter-shapes.ts';
import { placeLabel } from '../../../../../gpu-worker/processors/debug/place-label.ts';
import { randomFrom, testSeed } from '../../../../helpers/time-and-chance/seed.ts';

const frame = { width: 640, height: 360 };
const label = { width: 80, height: 30 };
const box = (x: number, y: number, size = 60) => ({ x1: x, y1: y, x2: x + size, y2: y + size });

describe('where a label lies', () => {
  test('under its box, or over it at the lower edge of the frame', () => {
    expect(placeLabel(label, box(100, 100), frame, [], 4)).toEqual({ x: 100, y: 164 });
    expect(placeLabel(label, box(100, 290), frame, [], 4)).toEqual({ x: 100, y: 256 });
  });

  test('beside a box that is as tall as the frame', () => {
    expect(placeLabel(label, { x1: 200, y1: -5, x2: 400, y2: 365 }, frame, [], 4)).toEqual({ x: 404, y: 0 });
  });

  test('not on a neighbour’s face, nor on another label', () => {
    const neighbour = box(110, 170);
    expect(placeLabel(label, box(100, 100), frame, [neighbour], 4)).toEqual({ x: 100, y: 66 });
    const over = { x1: 100, y1: 66, x2: 180, y2: 96 };
    expect(placeLabel(label, box(100, 100), frame, [neighbour, over], 4)).toEqual({ x: 164, y: 100 });
  });

  test('inside the frame, wherever the face is', () => {
    const random = randomFrom(testSeed('labels'));
    for (let round = 0; round < 500; round += 1) {
      const at = box(random() * 800 - 80, random() * 500 - 70, 10 + random() * 200);
      const taken = Array.from({ length: 4 }, () => box(random() * 640, random() * 360));
      const { x, y } = placeLabel(label, at, frame, taken, 6);
      expect([x, y]).toEqual([Math.trunc(x), Math.trunc(y)]);
      expect(Math.min(x, y, frame.width - label.width - x, frame.height - label.height - y)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('a text that is set', () => {
  test('is as large as it is asked for where it fits, and smaller where not', () => {
    expect(setText(['AB'], 3, frame)).toMatchObject({ unit: 3, width: 3 * 13, height: 3 * 9 });
    expect(setText(['A'.repeat(60)], 3, frame)).toMatchObject({ unit: 1, width: 361 });
  });

  test('loses its end, which is told, and then its last lines', () => {
    const tight = setText(['ABCDEFGH', 'X'], 2, { width: 32, height: 40 });
    expect(tight?.lines).toEqual([letterShapes('ABCD…'), letterShapes('X')]);
    expect(tight?.width).toBeLessThanOrEqual(32);
    expect(setText(['A', 'B', 'C'], 2, { width: 32, height: 20 })?.lines).toEqual([
      letterShapes('A'),
      letterShapes('B'),
    ]);
    expect(setText(['A'], 1, { width: 5, height: 20 })).toBeUndefined();
    expect(setText(['A'], 1, { width: 50, height: 8 })).toBeUndefined();
  });
});
