import { cellsFor } from './blend-rows.ts';
import type { FacePatch } from './frame-pixels.ts';
import { type AffineMatrix, applyAffine, invertAffine, type PixelBox } from './geometry.ts';

/** Half to even, as C's `rint`, with which OpenCV turns coordinates into whole pixels. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** The crop's corners in the frame, rounded, as an upright box clipped to the frame; undefined when empty. */
export function pasteBox(matrix: AffineMatrix, size: number, width: number, height: number): PixelBox | undefined {
  const back = invertAffine(matrix);
  const corners = [
    [0, 0],
    [size, 0],
    [size, size],
    [0, size],
  ].map(([x, y]) => applyAffine(back, { x: x!, y: y! }));
  const xs = corners.map(({ x }) => roundHalfEven(x));
  const ys = corners.map(({ y }) => roundHalfEven(y));
  const box = {
    x1: Math.max(0, Math.min(...xs)),
    y1: Math.max(0, Math.min(...ys)),
    x2: Math.min(width, Math.max(...xs)),
    y2: Math.min(height, Math.max(...ys)),
  };
  return box.x2 > box.x1 && box.y2 > box.y1 ? box : undefined;
}

/**
 * Mask and three colour values side by side, with a border (mask 0, colour repeated) of one pixel, and of two on the
 * right and below, so that the inner loops of the paste read four neighbours without asking where the edge is.
 */
export interface PackedPatch {
  readonly cells: Float32Array;
  /** Cells in one row: the crop's size and three. */
  readonly stride: number;
}

/**
 * Packs a patch, its colours mapped by a 3×4 matrix (`c0 = k[0] r + k[1] g + k[2] b + k[3]` and so on).
 * Without a matrix the colours stay red, green, blue. Valid until the next patch is packed.
 */
export function packPatch(patch: FacePatch, colours: readonly number[] | undefined): PackedPatch {
  const { crop, mask, size } = patch;
  const stride = size + 3;
  const cells = cellsFor(4 * stride * stride);
  const plane = size * size;
  const [k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11] = colours ?? [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
  for (let y = 0; y < size; y += 1) {
    let cell = 4 * ((y + 1) * stride + 1);
    for (let i = y * size; i < (y + 1) * size; i += 1) {
      const r = crop[i]!;
      const g = crop[i + plane]!;
      const b = crop[i + 2 * plane]!;
      cells[cell] = mask[i]!;
      cells[cell + 1] = k0! * r + k1! * g + k2! * b + k3!;
      cells[cell + 2] = k4! * r + k5! * g + k6! * b + k7!;
      cells[cell + 3] = k8! * r + k9! * g + k10! * b + k11!;
      cell += 4;
    }
    const row = (y + 1) * stride;
    copyCell(cells, row + 1, row);
    copyCell(cells, row + size, row + size + 1);
    copyCell(cells, row + size, row + size + 2);
  }
  for (let x = 0; x < stride; x += 1) {
    copyCell(cells, stride + x, x);
    copyCell(cells, size * stride + x, (size + 1) * stride + x);
    copyCell(cells, size * stride + x, (size + 2) * stride + x);
  }
  return { cells, stride };
}

/** Repeats a cell's colour in the border, where the mask is 0. */
function copyCell(cells: Float32Array, from: number, to: number): void {
  cells[4 * to] = 0;
  cells[4 * to + 1] = cells[4 * from + 1]!;
  cells[4 * to + 2] = cells[4 * from + 2]!;
  cells[4 * to + 3] = cells[4 * from + 3]!;
}

/** First and past-last column of a row; reused, so read it before the next call. */
interface ColumnRange {
  start: number;
  end: number;
}

/** Which columns of frame row `y`, within the box, lie less than a pixel outside the crop at most. */
export function coveredColumns(matrix: AffineMatrix, size: number, box: PixelBox, y: number, into: ColumnRange): void {
  into.start = box.x1;
  into.end = box.x2;
  narrow(matrix[0], matrix[1] * y + matrix[2], size, into);
  narrow(matrix[3], matrix[4] * y + matrix[5], size, into);
}

/** Keeps the x with `-1 < slope x + offset < size`. */
function narrow(slope: number, offset: number, size: number, range: ColumnRange): void {
  if (slope === 0) {
    if (offset <= -1 || offset >= size) range.end = range.start;
    return;
  }
  const a = (-1 - offset) / slope;
  const b = (size - offset) / slope;
  range.start = Math.max(range.start, Math.floor(Math.min(a, b)) + 1);
  range.end = Math.min(range.end, Math.ceil(Math.max(a, b)));
}
