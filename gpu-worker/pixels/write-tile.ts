import { clampLevel } from './clamp.ts';
import type { ColourCoefficients } from './colour.ts';
import { chromaSize, type FrameLayout } from './frame-layout.ts';

/** A frame in the memory it is written to. */
export interface WrittenFrame {
  readonly bytes: Uint8Array;
  readonly layout: FrameLayout;
}

/** Where pixels go to; for YUV with coarse chroma its corner is even, and so is its end, unless the frame ends there. */
interface TileBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Writes planes red, green, blue of 0..255 into an interleaved RGB frame. */
export function writeRgbTile({ bytes, layout }: WrittenFrame, box: TileBox, planes: Float32Array): void {
  const plane = box.width * box.height;
  for (let y = 0, from = 0; y < box.height; y += 1) {
    let to = 3 * ((box.y + y) * layout.width + box.x);
    for (let x = 0; x < box.width; x += 1, from += 1, to += 3) {
      bytes[to] = Math.round(planes[from]!);
      bytes[to + 1] = Math.round(planes[from + plane]!);
      bytes[to + 2] = Math.round(planes[from + 2 * plane]!);
    }
  }
}

/** Writes planes red, green, blue of 0..255 into a planar YUV frame; chroma is the mean of what shares it. */
export function writeYuvTile(
  { bytes, layout }: WrittenFrame,
  box: TileBox,
  planes: Float32Array,
  { yr, yg, yb, ur, ug, ub, vr, vg, vb, lumaOffset }: ColourCoefficients,
): void {
  const plane = box.width * box.height;
  const chroma = chromaSize(layout);
  const stepX = chroma.width < layout.width ? 2 : 1;
  const stepY = chroma.height < layout.height ? 2 : 1;
  const planeU = layout.width * layout.height;
  const planeV = planeU + chroma.width * chroma.height;
  for (let y = 0; y < box.height; y += stepY) {
    for (let x = 0; x < box.width; x += stepX) {
      let [red, green, blue, count] = [0, 0, 0, 0];
      for (let row = y; row < Math.min(y + stepY, box.height); row += 1) {
        for (let column = x; column < Math.min(x + stepX, box.width); column += 1) {
          const at = row * box.width + column;
          const r = planes[at]!;
          const g = planes[at + plane]!;
          const b = planes[at + 2 * plane]!;
          const luma = yr * r + yg * g + yb * b + lumaOffset;
          bytes[(box.y + row) * layout.width + box.x + column] = Math.round(clampLevel(luma));
          red += r;
          green += g;
          blue += b;
          count += 1;
        }
      }
      const to = Math.floor((box.y + y) / stepY) * chroma.width + Math.floor((box.x + x) / stepX);
      bytes[planeU + to] = Math.round(clampLevel((ur * red + ug * green + ub * blue) / count + 128));
      bytes[planeV + to] = Math.round(clampLevel((vr * red + vg * green + vb * blue) / count + 128));
    }
  }
}
