import { expect, test } from 'vitest';
import type { FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { psnr, rgbToYuv, yuvToRgb } from '../../../helpers/media/pixels.ts';

const size = 64;
const enough = 38;
const layout: FrameLayout = {
  width: size,
  height: size,
  pixels: 'yuv444p',
  matrix: 'bt709',
  fullRange: false,
  rotation: 0,
};
const primaries = [
  [230, 20, 20],
  [20, 230, 20],
  [20, 20, 230],
  [230, 230, 20],
  [20, 230, 230],
  [230, 20, 230],
  [230, 230, 230],
  [20, 20, 20],
];
/** Saturated bars, eight pixels each. */
const bars = Uint8Array.from({ length: 3 * size * size }, (_, i) => primaries[((i / 3) % size) >> 3]?.[i % 3] ?? 0);
const whole = [1, 0, 0, 0, 1, 0] as const;

/** The bars through our own YUV to RGB. */
function cutOut(samples: Uint8Array, as: FrameLayout): Uint8Array {
  const crop = new Float32Array(3 * size * size);
  openFrame(samples, as).warpCrop(whole, size, crop);
  return bars.map((_, i) => Math.round(crop[(i % 3) * size * size + Math.floor(i / 3)]!));
}

/** The bars through our own RGB to YUV, over grey. */
function pasted(as: FrameLayout): Uint8Array {
  const samples = new Uint8Array(3 * size * size).fill(128);
  const crop = new Float32Array(3 * size * size);
  bars.forEach((value, i) => {
    crop[(i % 3) * size * size + Math.floor(i / 3)] = value;
  });
  const mask = new Float32Array(size * size).fill(1);
  openFrame(samples, as).pasteFace({ crop, size, mask, matrix: whole, blend: 1, rounded: false });
  return samples;
}

const others = (is: FrameLayout): FrameLayout[] =>
  (['bt601', 'bt709', 'bt2020'] as const)
    .flatMap((matrix) => [true, false].map((fullRange) => ({ ...is, matrix, fullRange })))
    .filter(({ matrix, fullRange }) => matrix !== is.matrix || fullRange !== is.fullRange);

for (const matrix of ['bt601', 'bt709', 'bt2020'] as const) {
  for (const fullRange of [false, true]) {
    const right = { ...layout, matrix, fullRange };
    const name = `${matrix} ${fullRange ? 'full' : 'limited'}`;

    test(`saturated ${name}: read as ffmpeg wrote it, and every other matrix or range fails`, async () => {
      const samples = await rgbToYuv(bars, right);
      const rightDb = psnr(cutOut(samples, right), bars);
      const wrongDb = Math.max(...others(right).map((wrong) => psnr(cutOut(samples, wrong), bars)));
      console.info(`${name} read: ${rightDb.toFixed(1)} dB, best wrong one ${wrongDb.toFixed(1)} dB`);
      expect(rightDb).toBeGreaterThan(enough);
      expect(wrongDb).toBeLessThan(enough - 5);
    });

    test(`saturated ${name}: written as ffmpeg reads it, and every other matrix or range fails`, async () => {
      const rightDb = psnr(await yuvToRgb(pasted(right), right), bars);
      const wrong = await Promise.all(others(right).map(async (as) => psnr(await yuvToRgb(pasted(as), right), bars)));
      console.info(`${name} written: ${rightDb.toFixed(1)} dB, best wrong one ${Math.max(...wrong).toFixed(1)} dB`);
      expect(rightDb).toBeGreaterThan(enough);
      expect(Math.max(...wrong)).toBeLessThan(enough - 5);
    });
  }
}
