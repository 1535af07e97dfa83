import type { ShrunkSize } from './frame-pixels.ts';

/** Two neighbours and their 11-bit weights for every output pixel of one axis: OpenCV's fixed-point linear resize. */
export interface AxisTaps {
  readonly near: Int32Array;
  readonly far: Int32Array;
  readonly nearWeight: Int32Array;
  readonly farWeight: Int32Array;
}

/** How a picture of a size fits into a square canvas. Never larger than it is. */
export function shrunkSize(width: number, height: number, canvasSize: number): ShrunkSize {
  if (width <= canvasSize && height <= canvasSize) return { width, height, ratioX: 1, ratioY: 1 };
  const scale = Math.min(canvasSize / height, canvasSize / width);
  const shrunk = { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
  return { ...shrunk, ratioX: width / shrunk.width, ratioY: height / shrunk.height };
}

/** Half-pixel centres, no antialiasing: `source = (output + 0.5) * from / to - 0.5`. */
export function linearTaps(from: number, to: number): AxisTaps {
  const scale = 1 / (to / from);
  const taps = {
    near: new Int32Array(to),
    far: new Int32Array(to),
    nearWeight: new Int32Array(to),
    farWeight: new Int32Array(to),
  };
  for (let i = 0; i < to; i += 1) {
    const position = Math.fround((i + 0.5) * scale - 0.5);
    const index = Math.floor(position);
    const fraction = index < 0 || index >= from - 1 ? 0 : Math.fround(position - index);
    taps.near[i] = Math.min(Math.max(index, 0), from - 1);
    taps.far[i] = Math.min(Math.max(index + 1, 0), from - 1);
    taps.nearWeight[i] = Math.round((1 - fraction) * 2048);
    taps.farWeight[i] = Math.round(fraction * 2048);
  }
  return taps;
}

/** Every neighbour has weight 0 or 1: the resize only picks pixels (exact 3:1, or no shrinking). */
export const onlyPicks = (taps: AxisTaps): boolean => taps.farWeight.every((weight) => weight === 0);

/**
 * Taps of a picture that black surrounds: what falls on black counts nothing, and the others count from the picture's
 * own first pixel.
 * @param before black pixels before the picture
 * @param length of the picture without them
 */
export function withoutMargin(taps: AxisTaps, before: number, length: number): AxisTaps {
  const inside = (index: number): boolean => index >= before && index < before + length;
  const within = (index: number): number => Math.min(Math.max(index - before, 0), length - 1);
  return {
    near: taps.near.map(within),
    far: taps.far.map(within),
    nearWeight: taps.nearWeight.map((weight, i) => (inside(taps.near[i]!) ? weight : 0)),
    farWeight: taps.farWeight.map((weight, i) => (inside(taps.far[i]!) ? weight : 0)),
  };
}
