import { describe, expect, test } from 'vitest';
import { structuralSimilarity } from '../../../../gpu-worker/compare/structural-similarity.ts';
import { randomFrom, testSeed } from '../../../helpers/time-and-chance/seed.ts';

interface Settings {
  readonly side: number;
  readonly sigma: number;
}
const paper: Settings = { side: 11, sigma: 1.5 };

/** The definition, window by window and without any sharing: weighted means, variances and covariance, then eq. 13. */
function byDefinition(a: number[][], b: number[][], { side, sigma }: Settings): number[] {
  const half = (side - 1) / 2;
  const weights = a
    .slice(0, side)
    .map((_, y) =>
      Array.from({ length: side }, (_w, x) => Math.exp(-((x - half) ** 2 + (y - half) ** 2) / (2 * sigma * sigma))),
    );
  const total = weights.flat().reduce((sum, weight) => sum + weight, 0);
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const values: number[] = [];
  for (let top = 0; top + side <= a.length; top += 1) {
    for (let left = 0; left + side <= a[0]!.length; left += 1) {
      const mean = (of: (y: number, x: number) => number): number =>
        weights.reduce((sum, row, y) => sum + row.reduce((own, w, x) => own + w * of(top + y, left + x), 0), 0) / total;
      const ma = mean((y, x) => a[y]![x]!);
      const mb = mean((y, x) => b[y]![x]!);
      const va = mean((y, x) => (a[y]![x]! - ma) ** 2);
      const vb = mean((y, x) => (b[y]![x]! - mb) ** 2);
      const cov = mean((y, x) => (a[y]![x]! - ma) * (b[y]![x]! - mb));
      values.push(((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2)));
    }
  }
  return values;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const rowsOf = (plane: Uint8Array, width: number): number[][] =>
  Array.from({ length: plane.length / width }, (_, y) => Array.from(plane.subarray(y * width, (y + 1) * width)));

describe('structural similarity', () => {
  const random = randomFrom(testSeed('structural similarity'));
  const size = { width: 19, height: 16 };
  const noise = () => Uint8Array.from({ length: size.width * size.height }, () => Math.floor(random() * 256));
  const a = noise();
  const b = a.map((value, i) => (i % 3 === 0 ? value : Math.min(255, Math.floor(value * 0.7 + random() * 60))));

  test('is what the definition says, window by window', () => {
    const expected = byDefinition(rowsOf(a, size.width), rowsOf(b, size.width), paper);
    const { whole } = structuralSimilarity(a, b, size);
    expect(whole.count).toBe(9 * 6);
    expect(whole.sum / whole.count).toBeCloseTo(meanOf(expected), 10);
    // The same definition with another window is another figure: the test would see it.
    const wider = byDefinition(rowsOf(a, size.width), rowsOf(b, size.width), { side: 11, sigma: 2 });
    expect(Math.max(...wider.map((value, i) => Math.abs(value - (expected[i] ?? value))))).toBeGreaterThan(1e-3);
  });

  test('splits by where the middle of a window lies', () => {
    const values = byDefinition(rowsOf(a, size.width), rowsOf(b, size.width), paper);
    const mask = new Uint8Array(a.length);
    // Two middles: of the first window of the second row, and of the last of all. The corner is no middle.
    for (const at of [6 * size.width + 5, 10 * size.width + 13, 0]) mask[at] = 1;
    const { inside } = structuralSimilarity(a, b, size, mask);
    expect(inside.count).toBe(2);
    expect(inside.sum).toBeCloseTo(values[9]! + values[53]!, 10);
  });

  test('is 1 for equal planes and a number by hand for two tones', () => {
    const equal = structuralSimilarity(a, a, size).whole;
    expect(equal.sum / equal.count).toBeCloseTo(1, 12);
    // No variance: only the means count. (2·100·110 + 6.5025) / (100² + 110² + 6.5025).
    const tone = (value: number): Uint8Array => new Uint8Array(a.length).fill(value);
    const { whole } = structuralSimilarity(tone(100), tone(110), size);
    expect(whole.sum / whole.count).toBeCloseTo(22006.5025 / 22106.5025, 10);
    const turned = structuralSimilarity(
      a,
      a.map((value) => 255 - value),
      size,
    ).whole;
    expect(turned.sum / turned.count).toBeLessThan(-0.5);
  });

  test('has no window in a picture that is smaller than one', () => {
    const ten = new Uint8Array(10 * 40);
    expect(structuralSimilarity(ten, ten, { width: 10, height: 40 }).whole.count).toBe(0);
    expect(structuralSimilarity(ten, ten, { width: 40, height: 10 }).whole.count).toBe(0);
  });
});
