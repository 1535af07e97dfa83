import { describe, expect, test } from 'vitest';
import type { FrameDifference } from '../../../../gpu-worker/compare/compare-frames.ts';
import { growBox } from '../../../../gpu-worker/compare/region-sum.ts';
import { collectFigures } from '../../../../gpu-worker/compare/summarise-figures.ts';

/** A frame of 100 luma samples, 10 of them inside when there is an error inside. */
function frame(wholeSum: number, ssim: number, insideSum?: number): FrameDifference {
  const inside = insideSum === undefined ? { count: 0, sum: 0 } : { count: 10, sum: insideSum };
  return {
    planes: [{ name: 'y', squares: { whole: { count: 100, sum: wholeSum }, inside } }],
    ssim: { whole: { count: 4, sum: 4 * ssim }, inside: { count: 0, sum: 0 } },
  };
}
const psnr = (mse: number): number => 10 * Math.log10(65025 / mse);

describe('the summary of a comparison', () => {
  test('mean of the squared error, median, and the first of the worst frames', () => {
    const figures = collectFigures();
    for (const [at, sum] of [100, 400, 0, 400].entries()) figures.add(at, at / 10, frame(sum, 1 - sum / 1000));
    const { frames, identicalFrames, regions } = figures.summary();
    expect({ frames, identicalFrames, inside: regions.inside }).toEqual({
      frames: 4,
      identicalFrames: 1,
      inside: undefined,
    });
    const { y, ssim } = regions.whole?.figures ?? {};
    expect(y?.mean).toBeCloseTo(psnr(900 / 400), 9);
    expect(y?.median).toBeCloseTo((psnr(4) + psnr(1)) / 2, 9);
    expect(y?.worst).toEqual({ value: psnr(4), frame: 1, timeS: 0.1 });
    expect(ssim?.mean).toBeCloseTo(0.775, 9);
    expect(ssim?.worst).toEqual({ value: 0.6, frame: 1, timeS: 0.1 });
  });

  test('is infinite only where everything is equal', () => {
    const figures = collectFigures();
    figures.add(0, 0, frame(0, 1));
    figures.add(1, 1, frame(0, 1));
    const { y } = figures.summary().regions.whole?.figures ?? {};
    const infinite = Number.POSITIVE_INFINITY;
    expect(y).toEqual({ mean: infinite, median: infinite, worst: { value: infinite, frame: 0, timeS: 0 } });
  });

  test('inside and outside count the frames that have them', () => {
    const figures = collectFigures();
    figures.add(0, 0, frame(500, 0.9));
    figures.add(1, 1, frame(110, 0.9, 20));
    const { whole, inside, outside } = figures.summary().regions;
    expect([whole?.frames, inside?.frames, outside?.frames]).toEqual([2, 1, 1]);
    expect(inside?.figures.y?.mean).toBeCloseTo(psnr(2), 9);
    expect(outside?.figures.y?.mean).toBeCloseTo(psnr(1), 9);
    expect(inside?.figures.ssim).toBeUndefined();
  });

  test('boxes grow by a share of their own size', () => {
    expect(growBox({ x1: 10, y1: 20, x2: 30, y2: 60 }, 0.1)).toEqual({ x1: 8, y1: 16, x2: 32, y2: 64 });
    expect(growBox({ x1: 5, y1: 5, x2: 5, y2: 9 }, 1)).toEqual({ x1: 5, y1: 5, x2: 5, y2: 9 });
  });
});
