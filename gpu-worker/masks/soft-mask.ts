import { gaussianBlur } from '../pixels/gaussian.ts';

const sigma = 5;

/**
 * FaceFusion's softening of occlusion, region and area masks: blurred with sigma 5, of which only what is above one
 * half counts, so that a mask shrinks inwards and never grows.
 * @param mask `size * size` values 0..1
 * @returns a new mask
 */
export function softenMask(mask: Float32Array, size: number): Float32Array {
  const blurred = gaussianBlur(mask, size, sigma);
  for (let i = 0; i < blurred.length; i += 1) blurred[i] = (Math.min(1, Math.max(0.5, blurred[i]!)) - 0.5) * 2;
  return blurred;
}

/** The least of several masks at every pixel, 0..1; a new mask. There must be at least one, all of one size. */
export function leastMask(masks: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0), ...others] = masks;
  const least = Float32Array.from(first);
  for (const mask of others) {
    for (let i = 0; i < least.length; i += 1) if (mask[i]! < least[i]!) least[i] = mask[i]!;
  }
  return least;
}
