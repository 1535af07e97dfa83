import { type AffineMatrix, invertAffine } from '../pixels/geometry.ts';

/**
 * Turns a crop whose outside repeats the frame's edge into one whose outside is black, as a bilinear warp with a black
 * border gives it.
 * @param crop three planes of `size * size` values
 * @param matrix stored frame pixels to crop pixels
 */
export function blackenOutside(
  crop: Float32Array,
  size: number,
  matrix: AffineMatrix,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const [m0, m1, m2, m3, m4, m5] = invertAffine(matrix);
  const plane = size * size;
  for (let y = 0, at = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1, at += 1) {
      const share = inside(m0 * x + m1 * y + m2, width) * inside(m3 * x + m4 * y + m5, height);
      if (share === 1) continue;
      crop[at] = crop[at]! * share;
      crop[at + plane] = crop[at + plane]! * share;
      crop[at + 2 * plane] = crop[at + 2 * plane]! * share;
    }
  }
}

/** How much of a sample between two pixels comes from within the frame, 0..1. */
function inside(position: number, length: number): number {
  if (position >= 0 && position <= length - 1) return 1;
  return Math.max(0, Math.min(position + 1, length - position));
}
