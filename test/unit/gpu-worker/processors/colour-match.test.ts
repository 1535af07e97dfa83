import { describe, expect, test } from 'vitest';
import { templatePoints } from '../../../../gpu-worker/faces/templates.ts';
import { skinWeights } from '../../../../gpu-worker/masks/skin-weights.ts';
import { labToRgb, rgbToLab } from '../../../../gpu-worker/pixels/lab.ts';
import { matchColours, skinColours } from '../../../../gpu-worker/processors/colour-match.ts';
import { seededRandom } from '../../../helpers/faces/synthetic-faces.ts';

const size = 24;
const plane = size * size;

/** CIE L*a*b* by its definition, with nothing of the code under test. */
function lab([red = 0, green = 0, blue = 0]: readonly number[]): number[] {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((level) => {
    const value = level / 255;
    return value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92;
  });
  const root = (value: number): number =>
    value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29;
  const x = root((0.412453 * r + 0.35758 * g + 0.180423 * b) / 0.950456);
  const y = root(0.212671 * r + 0.71516 * g + 0.072169 * b);
  const z = root((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const pixelOf = (crop: Float32Array, i: number): number[] => [0, 1, 2].map((c) => crop[c * plane + i] ?? Number.NaN);

function figuresOf(crop: Float32Array, weights: ArrayLike<number>) {
  const all = Array.from({ length: plane }, (_, i) => ({ lab: lab(pixelOf(crop, i)), weight: weights[i] ?? 0 }));
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const mean = [0, 1, 2].map((c) => all.reduce((sum, one) => sum + one.weight * (one.lab[c] ?? 0), 0) / total);
  const deviation = [0, 1, 2].map((c) =>
    Math.sqrt(all.reduce((sum, one) => sum + one.weight * ((one.lab[c] ?? 0) - (mean[c] ?? 0)) ** 2, 0) / total),
  );
  return { mean, deviation };
}

/** Skin of a mean and a contrast, with noise. */
function skinOf([red, green, blue]: readonly [number, number, number], contrast: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: 3 * plane }, (_, at) => {
    const shade = (at % size) / size - 0.5;
    return [red, green, blue][Math.floor(at / plane)]! + contrast * (shade + 0.3 * (random() - 0.5));
  });
}

const everywhere = new Float32Array(plane).fill(1);
const pale = skinOf([200, 160, 140], 40, 11);
const tinted = skinOf([120, 90, 150], 50, 12);

const measured = (crop: Float32Array, weights = everywhere) => {
  const figures = skinColours(crop, weights);
  if (figures === undefined) throw new Error('nothing was measured');
  return figures;
};

describe('L*a*b*', () => {
  test('is the definition’s, there and back, for levels that are not whole too', () => {
    const random = seededRandom(5);
    const out = new Float64Array(3);
    for (let count = 0; count < 2000; count += 1) {
      const rgb = [random() * 255, random() * 255, random() * 255] as const;
      rgbToLab(...rgb, out);
      for (const [c, value] of lab(rgb).entries()) expect(out[c]).toBeCloseTo(value, 2);
      labToRgb(out[0]!, out[1]!, out[2]!, out);
      for (const [c, level] of rgb.entries()) expect(Math.abs(out[c]! - level)).toBeLessThan(0.02);
    }
  });
});

describe('colour match', () => {
  test('mean and deviation are those of the reference, by weight', () => {
    const weights = Float32Array.from({ length: plane }, (_, i) => (i % 5) / 4);
    for (const crop of [pale, tinted]) {
      const figures = measured(crop, weights);
      const expected = figuresOf(crop, weights);
      for (const c of [0, 1, 2]) {
        expect(figures.mean[c]).toBeCloseTo(expected.mean[c]!, 3);
        expect(figures.deviation[c]).toBeCloseTo(expected.deviation[c]!, 3);
      }
    }
  });

  test('every pixel becomes what the formula says, by the share that is asked for', () => {
    const [own, wanted] = [figuresOf(pale, everywhere), figuresOf(tinted, everywhere)];
    for (const share of [1, 0.4]) {
      const made = Float32Array.from(pale);
      matchColours(made, measured(pale), measured(tinted), share);
      for (let i = 0; i < plane; i += 7) {
        const before = lab(pixelOf(pale, i));
        const after = lab(pixelOf(made, i));
        for (const c of [0, 1, 2]) {
          const gain = Math.min(1.5, Math.max(1 / 1.5, wanted.deviation[c]! / own.deviation[c]!));
          const full = (before[c]! - own.mean[c]!) * gain + wanted.mean[c]!;
          expect(after[c]).toBeCloseTo(before[c]! + share * (full - before[c]!), 1);
        }
      }
    }
  });

  test('afterwards the figures are the target’s', () => {
    const made = Float32Array.from(pale);
    matchColours(made, measured(pale), measured(tinted), 1);
    const after = measured(made);
    for (const c of [0, 1, 2]) expect(after.mean[c]).toBeCloseTo(measured(tinted).mean[c]!, 0);
    expect(after.deviation[0]).toBeCloseTo(measured(tinted).deviation[0], 0);
  });

  test('flat crops and strong contrasts change by half at most, and stay finite', () => {
    const flat = new Float32Array(3 * plane).fill(90);
    const wild = skinOf([128, 128, 128], 250, 3);
    const onto = Float32Array.from(flat);
    matchColours(onto, measured(flat), measured(wild), 1);
    expect(new Set(onto.subarray(0, plane)).size).toBe(1);
    const calm = skinOf([128, 128, 128], 4, 4);
    const stretched = Float32Array.from(calm);
    matchColours(stretched, measured(calm), measured(wild), 1);
    expect(measured(stretched).deviation[0] / measured(calm).deviation[0]).toBeLessThan(1.55);
    expect(stretched.every((value) => value >= 0 && value <= 255)).toBe(true);
    const squeezed = Float32Array.from(wild);
    matchColours(squeezed, measured(wild), measured(flat), 1);
    expect(measured(squeezed).deviation[0] / measured(wild).deviation[0]).toBeGreaterThan(0.6);
  });

  test('where next to nothing counts, nothing is measured', () => {
    const weights = new Float32Array(plane);
    expect(skinColours(pale, weights)).toBeUndefined();
    weights.fill(1, 0, 15);
    expect(skinColours(pale, weights)).toBeUndefined();
    weights.fill(1, 0, 17);
    expect(skinColours(pale, weights)).toBeDefined();
  });
});

describe('skin', () => {
  const points = templatePoints('arcface_128', 128);
  const identity = [1, 0, 0, 0, 1, 0] as const;
  const full = new Float32Array(128 * 128).fill(1);
  const at = (weights: Float32Array, x: number, y: number): number => weights[y * 128 + x] ?? Number.NaN;

  test('lies between brows and chin, and not at the crop’s edge', () => {
    const weights = skinWeights({ points }, identity, [full], 128);
    for (const { x, y } of points) expect(at(weights, Math.round(x), Math.round(y))).toBe(1);
    for (const [x, y] of [
      [64, 10],
      [5, 64],
      [122, 64],
      [64, 122],
    ] as const)
      expect(at(weights, x, y)).toBe(0);
  });

  test('with 68 landmarks it is their hull; a mask takes away what it covers', () => {
    const points68 = Array.from({ length: 68 }, (_, i) => {
      const turn = (2 * Math.PI * i) / 68;
      return { x: 64 + 50 * Math.cos(turn), y: 64 + 40 * Math.sin(turn) };
    });
    const masked = Float32Array.from(full, (_, i) => (i % 128 < 60 ? 0.25 : 1));
    const weights = skinWeights({ points, points68 }, identity, [full, masked], 128);
    expect([at(weights, 110, 64), at(weights, 30, 64), at(weights, 64, 20)]).toEqual([1, 0.25, 0]);
  });
});
