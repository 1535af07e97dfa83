import { expect, test } from 'vitest';
import { blurCropSize, blurFace, blurPoints } from '../../../../../gpu-worker/processors/blur/blur-face.ts';
import { seededRandom } from '../../../../helpers/faces/synthetic-faces.ts';

const plane = blurCropSize * blurCropSize;

test('a plain colour stays what it is', () => {
  const crop = new Float32Array(3 * plane).map((_, at) => [10, 120, 250][Math.floor(at / plane)] ?? 0);
  const off = blurFace(crop).map((value, at) => Math.abs(value - (crop[at] ?? 0)));
  expect(Math.max(...off)).toBeLessThan(1e-3);
});

test('what is finer than a cell is gone, and not only hidden: two faces with the same means become the same', () => {
  const random = seededRandom(11);
  const one = new Float32Array(3 * plane).fill(128);
  const other = one.slice();
  // Fine detail that sums to nothing over any cell: pairs of pixels side by side, none across a cell's edge.
  for (let y = 0; y < blurCropSize; y += 1) {
    for (let x = 0; x + 1 < blurCropSize; x += 2) {
      if (Math.floor((x * 5) / blurCropSize) !== Math.floor(((x + 1) * 5) / blurCropSize)) continue;
      const detail = 100 * (random() - 0.5);
      other[y * blurCropSize + x]! += detail;
      other[y * blurCropSize + x + 1]! -= detail;
    }
  }
  const [a, b] = [blurFace(one), blurFace(other)];
  expect(Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? 0))))).toBeLessThan(1e-3);
});

test('eyes, nose and mouth lie well inside the crop', () => {
  for (const { x, y } of blurPoints) {
    expect(x).toBeGreaterThan(0.3 * blurCropSize);
    expect(x).toBeLessThan(0.7 * blurCropSize);
    expect(y).toBeGreaterThan(0.3 * blurCropSize);
    expect(y).toBeLessThan(0.7 * blurCropSize);
  }
});
