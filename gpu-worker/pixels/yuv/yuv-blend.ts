import { cellsPlace, chromaRow, lumaRow, rowBytes, rowPlaces } from '../blend-rows.ts';
import type { FacePatch } from '../frame-pixels.ts';
import type { PixelBox } from '../geometry.ts';
import { coveredColumns, type PackedPatch } from '../paste-region.ts';
import type { YuvPlanes } from './yuv-planes.ts';

/**
 * Blends a patch, already in code values, into the planes. RGB to YUV is affine and weights add up to one, so blending
 * in YUV is blending in RGB without two conversions of every frame pixel. Every sample is rounded once; where the
 * weight is 0 it is written back as it was, or not at all.
 */
export function blendYuv(planes: YuvPlanes, packed: PackedPatch, patch: FacePatch, box: PixelBox): void {
  const { y: lumas, width, shiftX, shiftY } = planes;
  const { matrix, blend, size } = patch;
  const [m0, m1, m2, m3, m4, m5] = matrix;
  const { luma, sums } = rowPlaces;
  const rows = rowBytes();
  const [rowOfCells, last] = [16 * packed.stride, packed.stride - 2];
  const range = { start: 0, end: 0 };
  for (let y = box.y1; y < box.y2; y += 1) {
    coveredColumns(matrix, size, box, y, range);
    const { start, end } = range;
    if (start < end) {
      const row = y * width;
      // Four pixels at a time, from a multiple of four on.
      const first = start & ~3;
      const [placeX, placeY] = [m0 * first + m1 * y + m2 + 1, m3 * first + m4 * y + m5 + 1];
      rows.set(lumas.subarray(row + start, row + end), luma + start);
      lumaRow(cellsPlace, rowOfCells, last, luma, sums, shiftX, first, start, end, blend, placeX, placeY, m0, m3);
      lumas.set(rows.subarray(luma + start, luma + end), row + start);
    }
    if (shiftY === 0 || (y & 1) === 1 || y === box.y2 - 1) blendChroma(planes, packed, patch, box, y >> shiftY);
  }
}

/**
 * One row of chroma: the crop's colour at the middle of the sample's luma pixels, with the mean of their weights.
 * Luma pixels outside the box count with weight 0.
 */
function blendChroma(planes: YuvPlanes, { stride }: PackedPatch, patch: FacePatch, box: PixelBox, row: number): void {
  const { u: us, v: vs, width, height, chromaWidth, shiftX, shiftY } = planes;
  const [m0, m1, m2, m3, m4, m5] = patch.matrix;
  const rows = rowBytes();
  const lumaRows = shiftY === 1 && 2 * row + 1 < height ? 2 : 1;
  const y = (row << shiftY) + (lumaRows - 1) / 2;
  const places = rowPlaces;
  const [first, end] = [box.x1 >> shiftX, ((box.x2 - 1) >> shiftX) + 1];
  const at = row * chromaWidth;
  rows.set(us.subarray(at + first, at + end), places.u + first);
  rows.set(vs.subarray(at + first, at + end), places.v + first);
  // The last sample of an odd width has one column of luma pixels. It goes first: behind the others all weights are 0.
  const whole = Math.min(end, width >> shiftX);
  for (const [from, to, lumaColumns] of [[whole, end, 1] as const, [first, whole, 1 << shiftX] as const]) {
    if (from >= to) continue;
    const x = (from << shiftX) + (lumaColumns - 1) / 2;
    const [placeX, placeY] = [m0 * x + m1 * y + m2 + 1, m3 * x + m4 * y + m5 + 1];
    const [stepX, stepY] = [m0 * (1 << shiftX), m3 * (1 << shiftX)];
    const share = 1 / (lumaRows * lumaColumns);
    const { u, v, sums } = places;
    const [rowOfCells, last] = [16 * stride, stride - 2];
    chromaRow(cellsPlace, rowOfCells, last, u, v, sums, from, to, share, placeX, placeY, stepX, stepY);
  }
  us.set(rows.subarray(places.u + first, places.u + end), at + first);
  vs.set(rows.subarray(places.v + first, places.v + end), at + first);
}
