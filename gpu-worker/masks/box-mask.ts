import { gaussianKernel, mirrored } from '../pixels/gaussian.ts';

/** Softness 0..1 and padding in per cent of the crop: top, right, bottom, left. */
interface BoxMaskOptions {
  readonly blur: number;
  readonly padding: readonly [number, number, number, number];
}

const cachedMasks = new Map<string, Float32Array>();
const maxCachedMasks = 64;

/**
 * The weight of the new face at every pixel of a square crop, row by row, 0..1: ones with a border of zeros, blurred.
 * Row and column blur alike, so the mask is the product of two profiles. Do not write into it: masks are shared.
 */
export function boxMask(size: number, options: BoxMaskOptions): Float32Array {
  const key = [size, options.blur, ...options.padding].join(' ');
  const cached = cachedMasks.get(key);
  if (cached !== undefined) return cached;
  const mask = drawBoxMask(size, options);
  if (cachedMasks.size >= maxCachedMasks) cachedMasks.clear();
  cachedMasks.set(key, mask);
  return mask;
}

function drawBoxMask(size: number, { blur, padding }: BoxMaskOptions): Float32Array {
  const blurPx = Math.floor(size * 0.5 * blur);
  const leastBorder = Math.max(Math.floor(blurPx / 2), 1);
  const borderPx = (percent: number): number => Math.max(leastBorder, Math.floor((size * percent) / 100));
  const [top, right, bottom, left] = padding;
  const columns = blurredProfile(size, borderPx(left), borderPx(right), blurPx * 0.25);
  const rows = blurredProfile(size, borderPx(top), borderPx(bottom), blurPx * 0.25);
  const mask = new Float32Array(size * size);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) mask[y * size + x] = rows[y]! * columns[x]!;
  }
  return mask;
}

/** Ones between two borders of zeros, under OpenCV's Gaussian for float images; edges are mirrored without repeat. */
function blurredProfile(size: number, before: number, after: number, sigma: number): Float64Array {
  const plain = new Float64Array(size);
  plain.fill(1, Math.min(before, size), Math.max(Math.min(before, size), size - after));
  if (sigma <= 0) return plain;
  const { radius, weights, sum } = gaussianKernel(sigma);
  const blurred = new Float64Array(size);
  for (let x = 0; x < size; x += 1) {
    let value = 0;
    for (let i = -radius; i <= radius; i += 1) value += weights[i + radius]! * plain[mirrored(x + i, size)]!;
    blurred[x] = value / sum;
  }
  return blurred;
}
