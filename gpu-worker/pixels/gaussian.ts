/** OpenCV's Gaussian for float images: `2 * radius + 1` weights, to be divided by their sum. */
export function gaussianKernel(sigma: number): {
  readonly radius: number;
  readonly weights: Float64Array;
  readonly sum: number;
} {
  const radius = Math.round(sigma * 8 + 1) >> 1;
  const weights = new Float64Array(2 * radius + 1);
  let sum = 0;
  for (let i = -radius; i <= radius; i += 1) {
    weights[i + radius] = Math.exp((-i * i) / (2 * sigma * sigma));
    sum += weights[i + radius]!;
  }
  return { radius, weights, sum };
}

/** An index beyond an end, mirrored back without repeating the end (OpenCV's BORDER_REFLECT_101). */
export function mirrored(index: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const wrapped = ((index % period) + period) % period;
  return wrapped < size ? wrapped : period - wrapped;
}

/**
 * Blurs a square plane, edges mirrored.
 * @param plane `size * size` values, row by row
 * @returns a new plane
 */
export function gaussianBlur(plane: Float32Array, size: number, sigma: number): Float32Array {
  const { radius, weights, sum } = gaussianKernel(sigma);
  const along = new Float64Array(size * size);
  const line = new Float64Array(size + 2 * radius);
  const at = Int32Array.from(line, (_, i) => mirrored(i - radius, size));
  for (let y = 0; y < size; y += 1) {
    for (let i = 0; i < line.length; i += 1) line[i] = plane[y * size + at[i]!]!;
    for (let x = 0; x < size; x += 1) {
      let value = 0;
      for (let i = 0; i < weights.length; i += 1) value += weights[i]! * line[x + i]!;
      along[y * size + x] = value / sum;
    }
  }
  const blurred = new Float32Array(size * size);
  for (let x = 0; x < size; x += 1) {
    for (let i = 0; i < line.length; i += 1) line[i] = along[at[i]! * size + x]!;
    for (let y = 0; y < size; y += 1) {
      let value = 0;
      for (let i = 0; i < weights.length; i += 1) value += weights[i]! * line[y + i]!;
      blurred[y * size + x] = value / sum;
    }
  }
  return blurred;
}
