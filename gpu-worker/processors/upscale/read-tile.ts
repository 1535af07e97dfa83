import { clampLevel } from '../../pixels/clamp.ts';
import type { ColourCoefficients } from '../../pixels/colour.ts';
import { chromaSize, type FrameLayout } from '../../pixels/frame-layout.ts';

/**
 * Cuts a square out of a stored frame, black where it lies outside.
 * @param coefficients how YUV becomes RGB; undefined for RGB frames
 * @param planes filled with red, green, blue, `3 * side * side` values, 0..255
 */
export function readTile(
  frame: Uint8Array,
  layout: FrameLayout,
  coefficients: ColourCoefficients | undefined,
  { left, top }: { readonly left: number; readonly top: number },
  side: number,
  planes: Float32Array,
): void {
  const { width, height } = layout;
  const chroma = chromaSize(layout);
  const shiftX = chroma.width < width ? 1 : 0;
  const shiftY = chroma.height < height ? 1 : 0;
  const planeU = width * height;
  const planeV = planeU + chroma.width * chroma.height;
  const plane = side * side;
  planes.fill(0);
  const [from, to] = [Math.max(0, -left), Math.min(side, width - left)];
  for (let row = Math.max(0, -top); row < Math.min(side, height - top); row += 1) {
    const y = top + row;
    for (let column = from; column < to; column += 1) {
      const x = left + column;
      const at = row * side + column;
      if (coefficients === undefined) {
        const pixel = 3 * (y * width + x);
        planes[at] = frame[pixel]!;
        planes[at + plane] = frame[pixel + 1]!;
        planes[at + 2 * plane] = frame[pixel + 2]!;
        continue;
      }
      const { luma, lumaOffset, rv, gu, gv, bu } = coefficients;
      const colour = (y >> shiftY) * chroma.width + (x >> shiftX);
      const grey = luma * (frame[y * width + x]! - lumaOffset);
      const u = frame[planeU + colour]! - 128;
      const v = frame[planeV + colour]! - 128;
      planes[at] = clampLevel(grey + rv * v);
      planes[at + plane] = clampLevel(grey + gu * u + gv * v);
      planes[at + 2 * plane] = clampLevel(grey + bu * u);
    }
  }
}
