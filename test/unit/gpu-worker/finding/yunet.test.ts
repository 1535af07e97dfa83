import { expect, test } from 'vitest';
import { decodeScrfd } from '../../../../gpu-worker/finding/scrfd.ts';
import { decodeYoloface } from '../../../../gpu-worker/finding/yoloface.ts';
import { decodeYunet } from '../../../../gpu-worker/finding/yunet.ts';

const size = 64;
const grids = [8, 16, 32].map((stride) => (size / stride) ** 2);

const emptyOutputs = (widths: readonly number[], perCell: number): Float32Array[] =>
  widths.flatMap((width) => grids.map((cells) => new Float32Array(cells * perCell * width)));

test('YuNet: one face in the second grid, decoded by hand', () => {
  const outputs = emptyOutputs([1, 1, 4, 10], 1);
  // Stride 16 has 4 × 4 cells; row 2, column 1 is cell 9, its corner at x 16, y 32.
  outputs[1]![9] = 0.9;
  outputs[4]![9] = 0.8;
  outputs[7]!.set([0.5, 0.25, Math.log(2), Math.log(3)], 4 * 9);
  outputs[10]!.set([0, 0, 1, 0, 0.5, 0.5, 0, 1, 1, 1], 10 * 9);
  const faces = decodeYunet(outputs, size, 0.5);
  expect(faces).toHaveLength(1);
  expect(faces[0]?.score).toBeCloseTo(0.72, 6);
  // Centre 24, 36; 32 wide, 48 high.
  faces[0]?.box.forEach((value, i) => {
    expect(value).toBeCloseTo([8, 12, 40, 60][i]!, 4);
  });
  expect(faces[0]?.points).toEqual([16, 32, 32, 32, 24, 40, 16, 48, 32, 48]);
});

test('YuNet: the score is the product, not its root, and the threshold counts', () => {
  const outputs = emptyOutputs([1, 1, 4, 10], 1);
  outputs[0]![0] = 0.6;
  outputs[3]![0] = 0.8;
  expect(decodeYunet(outputs, size, 0.5)).toHaveLength(0);
  expect(decodeYunet(outputs, size, 0.47)).toHaveLength(1);
});

test('SCRFD: two anchors a cell, distances to the four sides', () => {
  const outputs = emptyOutputs([1, 4, 10], 2);
  // Stride 32 has 2 × 2 cells; the second anchor of cell 3 (corner 32, 32) is row 7.
  outputs[2]![7] = 0.75;
  outputs[5]!.set([0.5, 0.25, 0.75, 0.5], 4 * 7);
  outputs[8]!.set([0, 0, 0.5, 0, 0.25, 0.25, 0, 0.5, 0.5, 0.5], 10 * 7);
  const faces = decodeScrfd(outputs, size, 0.5);
  expect(faces).toEqual([{ score: 0.75, box: [16, 24, 56, 48], points: [32, 32, 48, 32, 40, 40, 32, 48, 48, 48] }]);
});

test('numbers that are not numbers are no faces', () => {
  const outputs = emptyOutputs([1, 4, 10], 2);
  outputs[0]!.fill(Number.NaN);
  expect(decodeScrfd(outputs, size, 0.5)).toEqual([]);
});

test('YOLO-Face: rows over all candidates; centre and size, five points, confidences ignored', () => {
  const count = 64 + 16 + 4;
  const values = new Float32Array(20 * count);
  const put = (candidate: number, numbers: readonly number[]) => {
    for (const [row, value] of numbers.entries()) values[row * count + candidate] = value;
  };
  const points = [10, 20, 9, 30, 21, 9, 22, 25, 9, 12, 31, 9, 28, 32, 9];
  put(70, [24, 36, 32, 48, 0.75, ...points]);
  put(83, [1, 2, 3, 4, 0.5, ...points]);
  expect(decodeYoloface([values], size, 0.5)).toEqual([
    { score: 0.75, box: [8, 12, 40, 60], points: [10, 20, 30, 21, 22, 25, 12, 31, 28, 32] },
  ]);
  // A score at the threshold is enough for the others, not here.
  expect(decodeYoloface([values], size, 0.4999)).toHaveLength(2);
  values.fill(Number.NaN);
  expect(decodeYoloface([values], size, 0.5)).toEqual([]);
});
