import type { SplitSum } from './region-sum.ts';

/** Wang, Bovik, Sheikh, Simoncelli: Image quality assessment (IEEE TIP 13, 2004), with the constants of its section III. */
const windowSide = 11;
const sigma = 1.5;
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

/** Half of the window's weights along one axis, from the middle outwards; with the other half they sum to 1. */
const [w0, w1, w2, w3, w4, w5] = gaussianHalf();

function gaussianHalf(): readonly [number, number, number, number, number, number] {
  const weight = (i: number): number => Math.exp((-i * i) / (2 * sigma * sigma));
  const sum = [1, 2, 3, 4, 5].reduce((total, i) => total + 2 * weight(i), 1);
  const of = (i: number): number => weight(i) / sum;
  return [of(0), of(1), of(2), of(3), of(4), of(5)];
}

/**
 * The structural similarity of two planes of 8-bit samples, summed over every place where the 11 × 11 Gaussian window
 * (sigma 1.5, K1 0.01, K2 0.03, L 255) lies wholly in the picture, at full resolution. The mean is 1 for equal planes.
 * A window belongs to the region in which its middle lies.
 * @param a,b `width * height` values 0..255
 * @param mask 1 for pixels of the inner region; absent: none
 * @returns counts of 0 for a picture with a side below 11 pixels
 */
export function structuralSimilarity(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  size: { readonly width: number; readonly height: number },
  mask?: Uint8Array,
): SplitSum {
  const { width, height } = size;
  const across = width - windowSide + 1;
  let [sum, insideSum, insideCount] = [0, 0, 0];
  if (across < 1 || height < windowSide) return { whole: { count: 0, sum }, inside: { count: 0, sum } };
  // The mean of a and of b, of a² + b², and of a b: variances are only needed added up.
  const quantities = [0, 1, 2, 3].map(() => ({
    row: new Float64Array(width),
    ring: Array.from({ length: windowSide }, () => new Float64Array(across)),
    mean: new Float64Array(across),
  }));
  const [qa, qb, qs, qp] = [quantities[0]!, quantities[1]!, quantities[2]!, quantities[3]!];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      const va = a[at]!;
      const vb = b[at]!;
      qa.row[x] = va;
      qb.row[x] = vb;
      qs.row[x] = va * va + vb * vb;
      qp.row[x] = va * vb;
    }
    for (const { row, ring } of quantities) blurRow(row, ring[y % windowSide]!);
    if (y < windowSide - 1) continue;
    for (const { ring, mean } of quantities) blurColumns(ring, y + 1, mean);
    const middle = (y - 5) * width + 5;
    for (let x = 0; x < across; x += 1) {
      const ma = qa.mean[x]!;
      const mb = qb.mean[x]!;
      const product = ma * mb;
      const squares = ma * ma + mb * mb;
      const value =
        ((2 * product + c1) * (2 * (qp.mean[x]! - product) + c2)) / ((squares + c1) * (qs.mean[x]! - squares + c2));
      sum += value;
      if (mask !== undefined && mask[middle + x] === 1) {
        insideSum += value;
        insideCount += 1;
      }
    }
  }
  const count = across * (height - windowSide + 1);
  return { whole: { count, sum }, inside: { count: insideCount, sum: insideSum } };
}

/** Written out, as the next one: this is nearly all the time a comparison takes. */
function blurRow(row: Float64Array, out: Float64Array): void {
  for (let x = 0; x < out.length; x += 1) {
    out[x] =
      w0 * row[x + 5]! +
      w1 * (row[x + 4]! + row[x + 6]!) +
      w2 * (row[x + 3]! + row[x + 7]!) +
      w3 * (row[x + 2]! + row[x + 8]!) +
      w4 * (row[x + 1]! + row[x + 9]!) +
      w5 * (row[x]! + row[x + 10]!);
  }
}

/** @param oldest index of the oldest row, counted on and on around the ring */
function blurColumns(ring: readonly Float64Array[], oldest: number, out: Float64Array): void {
  const at = (i: number): Float64Array => ring[(oldest + i) % windowSide]!;
  const [r0, r1, r2, r3, r4, r5] = [at(0), at(1), at(2), at(3), at(4), at(5)];
  const [r6, r7, r8, r9, r10] = [at(6), at(7), at(8), at(9), at(10)];
  for (let x = 0; x < out.length; x += 1) {
    out[x] =
      w0 * r5[x]! +
      w1 * (r4[x]! + r6[x]!) +
      w2 * (r3[x]! + r7[x]!) +
      w3 * (r2[x]! + r8[x]!) +
      w4 * (r1[x]! + r9[x]!) +
      w5 * (r0[x]! + r10[x]!);
  }
}
