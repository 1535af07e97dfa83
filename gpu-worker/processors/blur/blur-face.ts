import { templatePoints } from '../../faces/templates.ts';
import type { Point } from '../../pixels/geometry.ts';

/** Side of the crop that is blurred, pixels. */
export const blurCropSize = 96;
/** A face is reduced to so many by so many mean colours: eyes, nose and mouth share four of them. */
const cellsAcross = 5;
/** Of the Gaussian between the cells, in cells. */
const sigmaCells = 0.7;
/** The crop shows a quarter more than FFHQ's, so that chin and temples lie where the mask is whole. */
const widening = 0.8;

/** Where the five points of a face that is to be blurred lie in the crop. */
export const blurPoints: readonly Point[] = templatePoints('ffhq_512', blurCropSize).map(({ x, y }) => ({
  x: blurCropSize / 2 + (x - blurCropSize / 2) * widening,
  y: blurCropSize / 2 + (y - blurCropSize * 0.55) * widening,
}));

/**
 * Makes a face unrecognisable, for good: each plane becomes 5 x 5 means and a Gaussian surface over them. What is
 * thrown away is not in the result, so no sharpening brings it back.
 * @param crop planes red, green, blue, `3 * blurCropSize ** 2` values; left as it is
 * @returns a new crop
 */
export function blurFace(crop: Float32Array): Float32Array {
  const plane = blurCropSize * blurCropSize;
  const blurred = new Float32Array(crop.length);
  for (let from = 0; from < crop.length; from += plane) spread(cellMeans(crop, from), blurred, from);
  return blurred;
}

const cellOf = (pixel: number): number => Math.floor((pixel * cellsAcross) / blurCropSize);

function cellMeans(crop: Float32Array, from: number): Float64Array {
  const sums = new Float64Array(cellsAcross * cellsAcross);
  const counts = new Float64Array(cellsAcross * cellsAcross);
  for (let y = 0; y < blurCropSize; y += 1) {
    for (let x = 0; x < blurCropSize; x += 1) {
      const cell = cellOf(y) * cellsAcross + cellOf(x);
      sums[cell]! += crop[from + y * blurCropSize + x]!;
      counts[cell]! += 1;
    }
  }
  return sums.map((sum, cell) => sum / counts[cell]!);
}

/** For each pixel along one axis the weights of the cells, summing to 1. */
const cellWeights: readonly Float64Array[] = Array.from({ length: blurCropSize }, (_, pixel) => {
  const at = ((pixel + 0.5) * cellsAcross) / blurCropSize - 0.5;
  const weights = Float64Array.from({ length: cellsAcross }, (_cell, cell) =>
    Math.exp((-((at - cell) ** 2) / 2) * sigmaCells ** -2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
});

function spread(cells: Float64Array, into: Float32Array, from: number): void {
  for (let y = 0; y < blurCropSize; y += 1) {
    const row = new Float64Array(cellsAcross);
    for (let i = 0; i < cellsAcross; i += 1) {
      for (let j = 0; j < cellsAcross; j += 1) row[j]! += cellWeights[y]![i]! * cells[i * cellsAcross + j]!;
    }
    for (let x = 0; x < blurCropSize; x += 1) {
      let value = 0;
      for (let j = 0; j < cellsAcross; j += 1) value += cellWeights[x]![j]! * row[j]!;
      into[from + y * blurCropSize + x] = value;
    }
  }
}
