import type { FacePatch } from './frame-pixels.ts';
import type { PixelBox } from './geometry.ts';
import { coveredColumns, type PackedPatch } from './paste-region.ts';
import type { YuvPlanes } from './yuv-planes.ts';

/** Sum of the weights of the luma pixels of each chroma sample of one row. */
let weightSums = new Float64Array(0);

/**
 * Blends a patch, already in code values, into the planes. RGB to YUV is affine and weights add up to one, so blending
 * in YUV is blending in RGB without two conversions of every frame pixel. Every sample is rounded once; where the
 * weight is 0 it is written back as it was, or not at all.
 */
export function blendYuv(planes: YuvPlanes, packed: PackedPatch, patch: FacePatch, box: PixelBox): void {
  const { y: lumas, width, chromaWidth, shiftX, shiftY } = planes;
  const { cells, stride } = packed;
  const { matrix, blend, size } = patch;
  const [m0, m1, m2, m3, m4, m5] = matrix;
  if (weightSums.length < chromaWidth) weightSums = new Float64Array(chromaWidth);
  const sums = weightSums;
  const range = { start: 0, end: 0 };
  for (let y = box.y1; y < box.y2; y += 1) {
    coveredColumns(matrix, size, box, y, range);
    const rowX = m1 * y + m2 + 1;
    const rowY = m4 * y + m5 + 1;
    for (let x = range.start; x < range.end; x += 1) {
      const px = m0 * x + rowX;
      const py = m3 * x + rowY;
      const left = px | 0;
      const top = py | 0;
      const fx = px - left;
      const fy = py - top;
      const a = 4 * (top * stride + left);
      const c = a + 4 * stride;
      const upperMask = cells[a]! + (cells[a + 4]! - cells[a]!) * fx;
      const lowerMask = cells[c]! + (cells[c + 4]! - cells[c]!) * fx;
      const m = blend * (upperMask + (lowerMask - upperMask) * fy);
      if (!(m > 0)) continue;
      const upper = cells[a + 1]! + (cells[a + 5]! - cells[a + 1]!) * fx;
      const lower = cells[c + 1]! + (cells[c + 5]! - cells[c + 1]!) * fx;
      const at = y * width + x;
      const before = lumas[at]!;
      // Between two values of 0..255, so there is nothing to clamp.
      lumas[at] = (before + (upper + (lower - upper) * fy - before) * m + 0.5) | 0;
      const chroma = x >> shiftX;
      sums[chroma] = sums[chroma]! + m;
    }
    if (shiftY === 0 || (y & 1) === 1 || y === box.y2 - 1) blendChroma(planes, packed, patch, box, y >> shiftY);
  }
}

/**
 * One row of chroma: the crop's colour at the middle of the sample's luma pixels, with the mean of their weights.
 * Luma pixels outside the box count with weight 0. Clears the weights for the next row.
 */
function blendChroma(planes: YuvPlanes, packed: PackedPatch, patch: FacePatch, box: PixelBox, row: number): void {
  const { u: us, v: vs, width, height, chromaWidth, shiftX, shiftY } = planes;
  const { cells, stride } = packed;
  const [m0, m1, m2, m3, m4, m5] = patch.matrix;
  const farthest = stride - 1.001;
  const lumaRows = shiftY === 1 && 2 * row + 1 < height ? 2 : 1;
  const y = (row << shiftY) + (lumaRows - 1) / 2;
  for (let column = box.x1 >> shiftX; column <= (box.x2 - 1) >> shiftX; column += 1) {
    const weight = weightSums[column]!;
    if (weight === 0) continue;
    weightSums[column] = 0;
    const lumaColumns = shiftX === 1 && 2 * column + 1 < width ? 2 : 1;
    const x = (column << shiftX) + (lumaColumns - 1) / 2;
    // The middle may lie a little outside the crop though one of the luma pixels does not.
    const px = Math.min(farthest, Math.max(0, m0 * x + m1 * y + m2 + 1));
    const py = Math.min(farthest, Math.max(0, m3 * x + m4 * y + m5 + 1));
    const left = px | 0;
    const top = py | 0;
    const fx = px - left;
    const fy = py - top;
    const a = 4 * (top * stride + left);
    const c = a + 4 * stride;
    const m = weight / (lumaRows * lumaColumns);
    const upperU = cells[a + 2]! + (cells[a + 6]! - cells[a + 2]!) * fx;
    const lowerU = cells[c + 2]! + (cells[c + 6]! - cells[c + 2]!) * fx;
    const upperV = cells[a + 3]! + (cells[a + 7]! - cells[a + 3]!) * fx;
    const lowerV = cells[c + 3]! + (cells[c + 7]! - cells[c + 3]!) * fx;
    const at = row * chromaWidth + column;
    us[at] = toByte(us[at]! + (upperU + (lowerU - upperU) * fy - us[at]!) * m);
    vs[at] = toByte(vs[at]! + (upperV + (lowerV - upperV) * fy - vs[at]!) * m);
  }
}

const toByte = (value: number): number => Math.min(255, Math.max(0, value + 0.5)) | 0;
