import type { FacePatch } from './frame-pixels.ts';
import type { PixelBox } from './geometry.ts';
import { coveredColumns, type PackedPatch } from './paste-region.ts';
import type { YuvPlanes } from './yuv-planes.ts';

/** Sums over the luma pixels of each chroma sample of one row: weight, weighted U, weighted V. */
let weightSums = new Float64Array(0);
let uSums = new Float64Array(0);
let vSums = new Float64Array(0);

/**
 * Blends a patch, already in code values, into the planes. RGB to YUV is affine and weights add up to one, so blending
 * in YUV is blending in RGB without two conversions of every frame pixel. Every sample is rounded once; where the
 * weight is 0 it is written back as it was, or not at all.
 */
export function blendYuv(planes: YuvPlanes, packed: PackedPatch, patch: FacePatch, box: PixelBox): void {
  const { y: lumas, width, height, chromaWidth, shiftX, shiftY } = planes;
  const { cells, stride } = packed;
  const { matrix, blend, size } = patch;
  const [m0, m1, m2, m3, m4, m5] = matrix;
  if (weightSums.length < chromaWidth) {
    weightSums = new Float64Array(chromaWidth);
    uSums = new Float64Array(chromaWidth);
    vSums = new Float64Array(chromaWidth);
  }
  const firstChroma = box.x1 >> shiftX;
  const lastChroma = (box.x2 - 1) >> shiftX;
  const range = { start: 0, end: 0 };
  for (let y = box.y1; y < box.y2; y += 1) {
    coveredColumns(matrix, size, box, y, range);
    for (let x = range.start; x < range.end; x += 1) {
      const px = m0 * x + m1 * y + m2 + 1;
      const py = m3 * x + m4 * y + m5 + 1;
      const left = px | 0;
      const top = py | 0;
      const fx = px - left;
      const fy = py - top;
      const w00 = (1 - fx) * (1 - fy);
      const w01 = fx * (1 - fy);
      const w10 = (1 - fx) * fy;
      const w11 = fx * fy;
      const a = 4 * (top * stride + left);
      const b = a + 4;
      const c = a + 4 * stride;
      const d = c + 4;
      const m = blend * (w00 * cells[a]! + w01 * cells[b]! + w10 * cells[c]! + w11 * cells[d]!);
      if (!(m > 0)) continue;
      const luma = w00 * cells[a + 1]! + w01 * cells[b + 1]! + w10 * cells[c + 1]! + w11 * cells[d + 1]!;
      const at = y * width + x;
      lumas[at] = toByte(lumas[at]! * (1 - m) + luma * m);
      const chroma = x >> shiftX;
      weightSums[chroma] = weightSums[chroma]! + m;
      uSums[chroma] =
        uSums[chroma]! + m * (w00 * cells[a + 2]! + w01 * cells[b + 2]! + w10 * cells[c + 2]! + w11 * cells[d + 2]!);
      vSums[chroma] =
        vSums[chroma]! + m * (w00 * cells[a + 3]! + w01 * cells[b + 3]! + w10 * cells[c + 3]! + w11 * cells[d + 3]!);
    }
    const rowEnds = shiftY === 0 || (y & 1) === 1 || y === box.y2 - 1;
    if (!rowEnds) continue;
    const chromaRow = y >> shiftY;
    const lumaRows = shiftY === 1 && 2 * chromaRow + 1 < height ? 2 : 1;
    writeChroma(planes, chromaRow, lumaRows, firstChroma, lastChroma);
  }
}

/** Turns one row of sums into samples and clears them for the next. */
function writeChroma(planes: YuvPlanes, row: number, lumaRows: number, first: number, last: number): void {
  const { u: us, v: vs, width, chromaWidth, shiftX } = planes;
  for (let x = first; x <= last; x += 1) {
    const weight = weightSums[x]!;
    if (weight === 0) continue;
    const lumaColumns = shiftX === 1 && 2 * x + 1 < width ? 2 : 1;
    const count = lumaRows * lumaColumns;
    const at = row * chromaWidth + x;
    us[at] = toByte(us[at]! + (uSums[x]! - us[at]! * weight) / count);
    vs[at] = toByte(vs[at]! + (vSums[x]! - vs[at]! * weight) / count);
    weightSums[x] = 0;
    uSums[x] = 0;
    vSums[x] = 0;
  }
}

const toByte = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0);
