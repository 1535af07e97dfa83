import { expect, test } from 'vitest';
import { brightenDarkCrop } from '../../../../gpu-worker/finding/brighten-dark-crop.ts';
import { equaliseTiles } from '../../../../gpu-worker/finding/clahe.ts';
import { seededRandom } from '../../../helpers/faces/synthetic-faces.ts';

const size = 64;
const plane = size * size;
const random = seededRandom(23);

const planes = (level: (channel: number, at: number) => number): Float32Array =>
  Float32Array.from({ length: 3 * plane }, (_, i) => level(Math.floor(i / plane), i % plane));
const brightened = (crop: Float32Array): Float32Array => {
  const copy = crop.slice();
  brightenDarkCrop(copy, size);
  return copy;
};

/** Lightness of a grey level as OpenCV's 8-bit L*a*b* has it, 0..255, and the way back, by sRGB's and CIE's formulas. */
function lightnessOf(level: number): number {
  const share = level / 255;
  const linear = share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  return Math.round((linear > 0.008856 ? 116 * Math.cbrt(linear) - 16 : 903.3 * linear) * 2.55);
}
function levelOf(lightness: number): number {
  const value = lightness / 2.55;
  const linear = value > 8 ? ((value + 16) / 116) ** 3 : value / 903.3;
  return 255 * (linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055);
}

test('a dark grey crop gets the contrast of its lightness, evened out tile by tile with a limit of 2', () => {
  const levels = Array.from({ length: plane }, () => Math.floor(random() * 50));
  const dark = planes((_, at) => levels[at] ?? 0);
  const even = equaliseTiles(Float32Array.from(levels, lightnessOf), size, 2);
  const made = brightened(dark);
  const furthest = made.reduce((most, value, i) => Math.max(most, Math.abs(value - levelOf(even[i % plane] ?? 0))), 0);
  // Rounded once more than here.
  expect(furthest).toBeLessThanOrEqual(1);
  const moved = made.reduce((sum, value, i) => sum + Math.abs(value - (dark[i] ?? 0)), 0) / made.length;
  expect(moved).toBeGreaterThan(10);
});

test('crops from a mean lightness of 30 on stay as they are, to the bit', () => {
  const level = Array.from({ length: 60 }, (_, i) => i).find((each) => lightnessOf(each) >= 30) ?? 0;
  const just = planes(() => level);
  expect(brightened(just)).toEqual(just);
  const below = planes(() => level - 1);
  expect(brightened(below)).not.toEqual(below);
  const bright = planes(() => Math.floor(random() * 256));
  expect(brightened(bright)).toEqual(bright);
});

test('blue is taken for red and red for blue, as FaceFusion does', () => {
  // Red at 100 has a lightness of 48, blue of 21.
  const [red, blue] = [planes((channel) => (channel === 0 ? 100 : 0)), planes((channel) => (channel === 2 ? 100 : 0))];
  expect(brightened(blue)).toEqual(blue);
  const made = brightened(red);
  expect(made).not.toEqual(red);
  // What was red stays far redder than blue.
  expect((made[0] ?? 0) - (made[2 * plane] ?? 0)).toBeGreaterThan(50);
});
