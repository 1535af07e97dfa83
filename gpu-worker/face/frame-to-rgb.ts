import { colourCoefficients } from './colour.ts';
import { chromaSize, type FrameLayout } from './frame-layout.ts';

/**
 * A whole stored frame as RGB, interleaved, not rotated: for pictures people look at, not for models.
 * @param frame one frame in `layout`
 * @returns `3 * width * height` values, 0..255
 */
export function frameToRgb(frame: Uint8Array, layout: FrameLayout): Uint8Array {
  const { width, height } = layout;
  if (layout.pixels === 'rgb24') return Uint8Array.from(frame);
  const rgb = new Uint8ClampedArray(3 * width * height);
  const { lumaOffset, luma, rv, gu, gv, bu } = colourCoefficients(layout);
  const chroma = chromaSize(layout);
  const shiftX = chroma.width < width ? 1 : 0;
  const shiftY = chroma.height < height ? 1 : 0;
  const planeU = width * height;
  const planeV = planeU + chroma.width * chroma.height;
  for (let y = 0, at = 0; y < height; y += 1) {
    const chromaRow = (y >> shiftY) * chroma.width;
    for (let x = 0; x < width; x += 1, at += 3) {
      const grey = luma * (frame[y * width + x]! - lumaOffset);
      const u = frame[planeU + chromaRow + (x >> shiftX)]! - 128;
      const v = frame[planeV + chromaRow + (x >> shiftX)]! - 128;
      rgb[at] = grey + rv * v;
      rgb[at + 1] = grey + gu * u + gv * v;
      rgb[at + 2] = grey + bu * u;
    }
  }
  return new Uint8Array(rgb.buffer);
}
