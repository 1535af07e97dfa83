import { describe, expect, test } from 'vitest';
import { pickPiece, pieceIsOver } from '../../../../../gpu-worker/media/video/piece.ts';
import { randomFrom, testSeed } from '../../../../helpers/time-and-chance/seed.ts';

const ntsc = Float64Array.from({ length: 300 }, (_, frame) => (frame * 1001) / 30_000);

describe('pickPiece', () => {
  test('takes frames from a time to before another', () => {
    const times = Float64Array.of(0, 0.04, 0.08, 0.5, 0.54);
    expect(pickPiece(times, { fromS: 0.04, toS: 0.5 })).toEqual({ first: 1, end: 3 });
    expect(pickPiece(times, { fromS: 0.05, toS: 9 })).toEqual({ first: 2, end: 5 });
    expect(pickPiece(times, { fromS: 0.05, frames: 2 })).toEqual({ first: 2, end: 4 });
    expect(pickPiece(times, { fromS: 0 })).toEqual({ first: 0, end: 5 });
    expect(pickPiece(times, { fromS: 0.1, toS: 0.4 })).toEqual({ first: 3, end: 3 });
    expect(pickPiece(times, { fromS: 7 })).toEqual({ first: 5, end: 5 });
  });

  test('means the frame whose time, rounded to milliseconds, is given; pieces side by side share none', () => {
    for (const frame of [1, 7, 100, 299]) {
      const rounded = Number((ntsc[frame] ?? 0).toFixed(3));
      expect(pickPiece(ntsc, { fromS: rounded }).first).toBe(frame);
      expect(pickPiece(ntsc, { fromS: 0, toS: rounded }).end).toBe(frame);
      expect(pickPiece(ntsc, { atS: rounded }).first).toBe(frame);
    }
  });

  test('at a time takes the frame on the screen', () => {
    const times = Float64Array.of(0.2, 0.24, 0.5);
    expect(pickPiece(times, { atS: 0.3 })).toEqual({ first: 1, end: 2 });
    expect(pickPiece(times, { atS: 0.5 })).toEqual({ first: 2, end: 3 });
    // Before the first frame there is nothing else to see.
    expect(pickPiece(times, { atS: 0 })).toEqual({ first: 0, end: 1 });
  });
});

test('reading goes on until every frame of the piece has come, however they are reordered, and not to the end', () => {
  const random = randomFrom(testSeed('reordered packets'));
  const times = Array.from({ length: 2000 }, (_, frame) => frame / 25);
  const key = 500;
  // Within windows of 16, which is what a decoder can hold.
  const stored = times.slice(key).sort((a, b) => Math.floor(a / 0.64) - Math.floor(b / 0.64) || random() - 0.5);
  for (const wish of [{ fromS: 21, toS: 22 }, { fromS: 21, frames: 25 }, { atS: 21.01 }]) {
    const isOver = pieceIsOver(wish, 0);
    const end = stored.findIndex((timestamp) => isOver({ timestamp }));
    const read = Float64Array.from(stored.slice(0, end)).sort();
    const { first, end: last } = pickPiece(read, wish);
    expect(Array.from(read.slice(first, last))).toEqual('atS' in wish ? [21] : times.slice(525, 550));
    expect(end).toBeGreaterThan(0);
    expect(end).toBeLessThan(200);
  }
});
