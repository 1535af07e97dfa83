import { describe, expect, test } from 'vitest';
import { compareFrames } from '../../../../gpu-worker/compare/compare-frames.ts';
import { figuresOf } from '../../../../gpu-worker/compare/picture-figures.ts';
import { type FrameLayout, frameBytes } from '../../../../gpu-worker/pixels/frame-layout.ts';

const layoutOf = (pixels: FrameLayout['pixels'], width: number, height: number): FrameLayout => ({
  ...{ pixels, width, height, matrix: 'bt709', fullRange: false, rotation: 0 },
});
const grey = (layout: FrameLayout): Uint8Array => new Uint8Array(frameBytes(layout)).fill(100);
/** With samples changed by a number: [index, change]. */
const changed = (frame: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array => {
  const out = frame.slice();
  for (const [at, by] of changes) out[at]! += by;
  return out;
};

describe('the error of a frame', () => {
  test('by hand: one luma sample of 16 is off by 10', () => {
    const layout = layoutOf('yuv420p', 4, 4);
    const a = grey(layout);
    const { whole, inside, outside } = figuresOf(compareFrames(a, changed(a, [[5, 10]]), layout, []));
    // MSE 100 / 16: 10 log10(65025 · 16 / 100). Of 24 samples in all: 10 log10(65025 · 24 / 100).
    expect(whole?.y).toBeCloseTo(40.172, 3);
    expect(whole?.all).toBeCloseTo(41.9329, 3);
    expect(whole).toMatchObject({ u: Number.POSITIVE_INFINITY, v: Number.POSITIVE_INFINITY });
    expect([inside, outside]).toEqual([undefined, undefined]);
    expect(whole).not.toHaveProperty('ssim');
  });

  test('by hand: noise of plus and minus 3 has the PSNR of an MSE of 9, and less similarity than a shift by 3', () => {
    const layout = layoutOf('yuv444p', 32, 32);
    const a = Uint8Array.from({ length: frameBytes(layout) }, (_, i) => 60 + (i % 32));
    const noisy = a.map((value, i) => value + (((i >> 5) + i) % 2 === 0 ? 3 : -3));
    const { whole } = figuresOf(compareFrames(a, noisy, layout, []));
    for (const name of ['y', 'u', 'v', 'all'] as const) expect(whole?.[name]).toBeCloseTo(38.5884, 3);
    const shifted = figuresOf(
      compareFrames(
        a,
        a.map((value) => value + 3),
        layout,
        [],
      ),
    ).whole;
    expect(shifted?.y).toBeCloseTo(38.5884, 3);
    expect(whole?.ssim).toBeLessThan(0.97);
    expect(shifted?.ssim).toBeGreaterThan(0.998);
  });

  test('splits at the box: right and bottom are outside, and a chroma sample counts as its innermost pixel', () => {
    const layout = layoutOf('yuv420p', 5, 3);
    const a = grey(layout);
    // The box holds the pixels (2,1) and (3,1). Luma 7 and 8 are in it; of chroma (3 × 2) the sample (1,0).
    const box = { x1: 1.2, y1: 0.5, x2: 4, y2: 1.5 };
    const b = changed(a, [
      [7, 4],
      [9, 2],
      [15 + 1, 6],
      [15 + 2, 8],
      [21 + 4, 10],
    ]);
    const { planes } = compareFrames(a, b, layout, [box]);
    expect(planes).toEqual([
      { name: 'y', squares: { whole: { count: 15, sum: 20 }, inside: { count: 2, sum: 16 } } },
      { name: 'u', squares: { whole: { count: 6, sum: 100 }, inside: { count: 1, sum: 36 } } },
      { name: 'v', squares: { whole: { count: 6, sum: 100 }, inside: { count: 1, sum: 0 } } },
    ]);
    const { inside, outside } = figuresOf(compareFrames(a, b, layout, [box]));
    expect(inside?.y).toBeCloseTo(10 * Math.log10((65025 * 2) / 16), 9);
    expect(outside?.y).toBeCloseTo(10 * Math.log10((65025 * 13) / 4), 9);
    expect(outside?.all).toBeCloseTo(10 * Math.log10((65025 * 23) / 168), 9);
  });

  test('takes RGB by colours and by BT.601 luma; all is the colours without it', () => {
    const layout = layoutOf('rgb24', 2, 1);
    const { planes } = compareFrames(
      Uint8Array.of(10, 20, 30, 0, 0, 0),
      Uint8Array.of(20, 20, 30, 0, 0, 5),
      layout,
      [],
    );
    const sums = Object.fromEntries(planes.map(({ name, squares }) => [name, squares.whole.sum]));
    expect(sums).toMatchObject({ r: 100, g: 0, b: 25 });
    expect(sums.y).toBeCloseTo(2.99 ** 2 + 0.57 ** 2, 6);
    const figures = figuresOf(compareFrames(new Uint8Array(6), Uint8Array.of(10, 0, 0, 0, 0, 0), layout, []));
    expect(figures.whole?.all).toBeCloseTo(10 * Math.log10((65025 * 6) / 100), 9);
  });

  test('a box that covers everything leaves no outside, and one beside the picture no inside', () => {
    const layout = layoutOf('yuv444p', 4, 4);
    const a = grey(layout);
    const everything = figuresOf(compareFrames(a, a, layout, [{ x1: -9, y1: -9, x2: 9, y2: 9 }]));
    expect(Object.keys(everything)).toEqual(['whole', 'inside']);
    const beside = figuresOf(compareFrames(a, a, layout, [{ x1: 9, y1: 0, x2: 12, y2: 4 }]));
    expect(Object.keys(beside)).toEqual(['whole']);
  });

  test('leaves chroma out where asked', () => {
    const layout = layoutOf('yuv420p', 12, 12);
    const a = grey(layout);
    const b = grey(layoutOf('yuv444p', 12, 12));
    const { planes, ssim } = compareFrames(a, b, layout, [], true);
    expect(planes.map(({ name }) => name)).toEqual(['y']);
    expect(ssim.whole.sum / ssim.whole.count).toBeCloseTo(1, 12);
  });
});
