import { describe, expect, test } from 'vitest';
import {
  chromaSize,
  enlargedLayout,
  type FrameLayout,
  frameBytes,
} from '../../../../../gpu-worker/pixels/frame-layout.ts';
import { putPhase, takePhase } from '../../../../../gpu-worker/processors/swap/polyphase.ts';
import { planTiles } from '../../../../../gpu-worker/processors/upscale/plan-tiles.ts';
import { openTiledFrame } from '../../../../../gpu-worker/processors/upscale/tiled-frame.ts';
import { seededRandom } from '../../../../helpers/faces/synthetic-faces.ts';

const tilings = [
  [256, 16, 8],
  [128, 8, 4],
  [64, 4, 2],
] as const;
const layoutOf = (width: number, height: number, pixels: FrameLayout['pixels']): FrameLayout => ({
  width,
  height,
  pixels,
  matrix: 'bt709',
  fullRange: false,
  rotation: 0,
});

describe('tiles', () => {
  test.each(tilings)('of %i, %i, %i cover every pixel once, for odd and tiny frames too', (...tiling) => {
    for (const [width, height] of [
      [1280, 720],
      [241, 107],
      [3, 5],
      [500, 1],
    ] as const) {
      const covered = new Uint8Array(width * height);
      for (const { x1, y1, x2, y2, left, top } of planTiles(width, height, tiling)) {
        expect(x1 - left).toBeGreaterThanOrEqual(tiling[2]);
        expect(left + tiling[0] - x2).toBeGreaterThanOrEqual(tiling[2]);
        expect(y1 - top).toBeGreaterThanOrEqual(tiling[2]);
        for (let y = y1; y < y2; y += 1) for (let x = x1; x < x2; x += 1) covered[y * width + x]! += 1;
      }
      expect(covered.every((count) => count === 1)).toBe(true);
    }
  });

  test('lie where FaceFusion cuts them: 240 apart, the first 24 outside', () => {
    const tiles = planTiles(1280, 720, [256, 16, 8]);
    expect(tiles).toHaveLength(6 * 4);
    expect(tiles[0]).toEqual({ left: -24, top: -24, x1: 0, y1: 0, x2: 224, y2: 224 });
    expect(tiles[1]).toMatchObject({ left: 216, x1: 224, x2: 464 });
  });
});

/** Enlarges a frame by "models" that repeat each pixel, at a blend. */
function enlarge(frame: Uint8Array, layout: FrameLayout, scale: number, blend: number, spoil = 0): Uint8Array {
  const tile = [64, 4, 2] as const;
  const into = {
    bytes: new Uint8Array(frameBytes(enlargedLayout(layout, scale))),
    layout: enlargedLayout(layout, scale),
  };
  const tiled = openTiledFrame(frame, layout, { tile, scale });
  const large = 64 * scale;
  for (const one of tiled.tiles) {
    const planes = tiled.read(one);
    const made = Float32Array.from({ length: 3 * large * large }, (_, i) => {
      const [x, y, plane] = [i % large, Math.floor(i / large) % large, Math.floor(i / (large * large))];
      return planes[plane * 4096 + Math.floor(y / scale) * 64 + Math.floor(x / scale)]! + spoil;
    });
    tiled.write(one, made, blend, into);
  }
  return into.bytes;
}

describe('an enlarged frame', () => {
  test.each(['rgb24', 'yuv420p', 'yuv422p', 'yuv444p'] as const)(
    '%s: pixels repeated come out repeated, chroma with them',
    (pixels) => {
      const layout = layoutOf(131, 67, pixels);
      const random = seededRandom(11);
      // Within the range in which every YUV has its RGB, so that nothing is clamped.
      const frame = Uint8Array.from({ length: frameBytes(layout) }, () => 110 + Math.floor(random() * 30));
      const large = enlarge(frame, layout, 2, 1);
      const bigger = enlargedLayout(layout, 2);
      if (pixels === 'rgb24') {
        for (let y = 0; y < bigger.height; y += 1) {
          for (let x = 0; x < bigger.width; x += 1) {
            const from = 3 * ((y >> 1) * layout.width + (x >> 1));
            expect(large[3 * (y * bigger.width + x)]).toBe(frame[from]);
          }
        }
        return;
      }
      const chroma = chromaSize(layout);
      const largeChroma = chromaSize(bigger);
      let furthest = 0;
      for (let y = 0; y < bigger.height; y += 1) {
        for (let x = 0; x < bigger.width; x += 1) {
          const got = large[y * bigger.width + x]!;
          furthest = Math.max(furthest, Math.abs(got - frame[(y >> 1) * layout.width + (x >> 1)]!));
        }
      }
      const [u, largeU] = [layout.width * layout.height, bigger.width * bigger.height];
      const [stepX, stepY] = [bigger.width / largeChroma.width, bigger.height / largeChroma.height];
      for (let y = 0; y < largeChroma.height; y += 1) {
        for (let x = 0; x < largeChroma.width; x += 1) {
          const column = Math.floor((x * stepX) / 2 / Math.ceil(layout.width / chroma.width));
          const row = Math.floor((y * stepY) / 2 / Math.ceil(layout.height / chroma.height));
          const got = large[largeU + y * largeChroma.width + x]!;
          furthest = Math.max(furthest, Math.abs(got - frame[u + row * chroma.width + column]!));
        }
      }
      expect(furthest).toBeLessThanOrEqual(1);
    },
  );

  test('blends what was made over the plainly enlarged frame', () => {
    const layout = layoutOf(100, 50, 'rgb24');
    const grey = new Uint8Array(frameBytes(layout)).fill(100);
    expect([...new Set(enlarge(grey, layout, 2, 0.8, 50))]).toEqual([140]);
    expect([...new Set(enlarge(grey, layout, 2, 0, 50))]).toEqual([100]);
    // Red is kept apart from blue.
    const red = Uint8Array.from(grey, (_, i) => (i % 3 === 0 ? 200 : 10));
    expect([...enlarge(red, layout, 2, 1).subarray(0, 3)]).toEqual([200, 10, 10]);
  });

  test('plainly enlarged is linear with half-pixel centres, the edge repeated and not darkened', () => {
    const layout = layoutOf(4, 1, 'rgb24');
    const row = Uint8Array.from([0, 0, 0, 40, 40, 40, 80, 80, 80, 120, 120, 120]);
    const large = enlarge(row, layout, 2, 0);
    const reds = Array.from({ length: 8 }, (_, x) => large[3 * x]);
    expect(reds).toEqual([0, 10, 30, 50, 70, 90, 110, 120]);
  });
});

test('phases: taken apart and put together gives the same, each from its own place', () => {
  const random = seededRandom(4);
  const large = Float32Array.from({ length: 3 * 12 * 12 }, () => random());
  const together = new Float32Array(large.length);
  const small = new Float32Array(3 * 4 * 4);
  for (let row = 0; row < 3; row += 1) {
    for (let column = 0; column < 3; column += 1) {
      takePhase(large, small, 4, 3, [row, column]);
      expect(small[0]).toBe(large[row * 12 + column]);
      expect(small[1]).toBe(large[row * 12 + column + 3]);
      expect(small[4]).toBe(large[(row + 3) * 12 + column]);
      putPhase(together, small, 4, 3, [row, column]);
    }
  }
  expect(together).toEqual(large);
});
