import { clampLevel } from './clamp.ts';
import type { ColourCoefficients } from './colour.ts';
import { chromaSize, type FrameLayout } from './frame-layout.ts';

/** Reads pixels of a stored frame one by one as red, green, blue of 0..255; of YUV not rounded. */
type PixelReader = (x: number, y: number, out: Float64Array) => void;

/** @param coefficients how YUV becomes RGB; undefined for RGB frames */
export function pixelReader(
  frame: Uint8Array,
  layout: FrameLayout,
  coefficients: ColourCoefficients | undefined,
): PixelReader {
  const { width, height } = layout;
  if (coefficients === undefined) {
    return (x, y, out) => {
      const at = 3 * (y * width + x);
      out[0] = frame[at]!;
      out[1] = frame[at + 1]!;
      out[2] = frame[at + 2]!;
    };
  }
  const { luma, lumaOffset, rv, gu, gv, bu } = coefficients;
  const chroma = chromaSize(layout);
  const shiftX = chroma.width < width ? 1 : 0;
  const shiftY = chroma.height < height ? 1 : 0;
  const planeU = width * height;
  const planeV = planeU + chroma.width * chroma.height;
  return (x, y, out) => {
    const colour = (y >> shiftY) * chroma.width + (x >> shiftX);
    const grey = luma * (frame[y * width + x]! - lumaOffset);
    const u = frame[planeU + colour]! - 128;
    const v = frame[planeV + colour]! - 128;
    out[0] = clampLevel(grey + rv * v);
    out[1] = clampLevel(grey + gu * u + gv * v);
    out[2] = clampLevel(grey + bu * u);
  };
}
