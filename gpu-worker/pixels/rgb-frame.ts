import type { FrameLayout } from './frame-layout.ts';
import type { FacePatch, FramePixels, ShrunkSize } from './frame-pixels.ts';
import type { FrameView } from './frame-view.ts';
import { type AffineMatrix, invertAffine, type PixelBox } from './geometry.ts';
import { coveredColumns, packPatch, pasteBox } from './paste-region.ts';
import { blendFour, shrinkPlanFor } from './shrink-plan.ts';

/** Interleaved 8-bit RGB, with FaceFusion's own arithmetic: what it rounds is rounded, what it truncates truncated. */
export class RgbFrame implements FramePixels {
  private readonly data: Uint8Array;
  private readonly layout: FrameLayout;

  constructor(data: Uint8Array, layout: FrameLayout) {
    this.data = data;
    this.layout = layout;
  }

  shrinkUpright(canvas: Float32Array, canvasSize: number, view?: FrameView): ShrunkSize {
    const { data } = this;
    const { size, kind, columns, rows } = shrinkPlanFor(this.layout, canvasSize, view);
    const plane = canvasSize * canvasSize;
    for (let y = 0; y < size.height; y += 1) {
      const near = rows.near[y]!;
      const far = rows.far[y]!;
      const b0 = rows.nearWeight[y]!;
      const b1 = rows.farWeight[y]!;
      for (let x = 0; x < size.width; x += 1) {
        const p00 = near + columns.near[x]!;
        const p01 = near + columns.far[x]!;
        const p10 = far + columns.near[x]!;
        const p11 = far + columns.far[x]!;
        const a0 = columns.nearWeight[x]!;
        const a1 = columns.farWeight[x]!;
        for (let channel = 0; channel < 3; channel += 1) {
          const s00 = data[p00 + channel]!;
          let value = s00;
          if (kind === 'mean') {
            value = (s00 + data[p01 + channel]! + data[p10 + channel]! + data[p11 + channel]! + 2) >> 2;
          } else if (kind === 'linear') {
            const s01 = data[p01 + channel]!;
            value = blendFour(s00, s01, data[p10 + channel]!, data[p11 + channel]!, a0, a1, b0, b1);
          }
          canvas[(2 - channel) * plane + y * canvasSize + x] = value;
        }
      }
    }
    return size;
  }

  warpCrop(matrix: AffineMatrix, size: number, crop: Float32Array): void {
    const { data } = this;
    const { width, height } = this.layout;
    const [m0, m1, m2, m3, m4, m5] = invertAffine(matrix);
    const plane = size * size;
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) {
        const sx = m0 * x + m1 * y + m2;
        const sy = m3 * x + m4 * y + m5;
        const left = Math.floor(sx);
        const top = Math.floor(sy);
        const fx = sx - left;
        const fy = sy - top;
        const x0 = left < 0 ? 0 : left >= width ? width - 1 : left;
        const x1 = left < -1 ? 0 : left >= width - 1 ? width - 1 : left + 1;
        const y0 = (top < 0 ? 0 : top >= height ? height - 1 : top) * width;
        const y1 = (top < -1 ? 0 : top >= height - 1 ? height - 1 : top + 1) * width;
        const p00 = 3 * (y0 + x0);
        const p01 = 3 * (y0 + x1);
        const p10 = 3 * (y1 + x0);
        const p11 = 3 * (y1 + x1);
        const out = y * size + x;
        for (let channel = 0; channel < 3; channel += 1) {
          const upper = data[p00 + channel]! * (1 - fx) + data[p01 + channel]! * fx;
          const lower = data[p10 + channel]! * (1 - fx) + data[p11 + channel]! * fx;
          crop[channel * plane + out] = Math.round(upper * (1 - fy) + lower * fy);
        }
      }
    }
  }

  pasteFace(patch: FacePatch): PixelBox | undefined {
    const { data } = this;
    const { width, height } = this.layout;
    const { matrix, blend, rounded } = patch;
    const box = pasteBox(matrix, patch.size, width, height);
    if (box === undefined) return undefined;
    const { cells, stride } = packPatch(patch, undefined);
    const [m0, m1, m2, m3, m4, m5] = matrix;
    const range = { start: 0, end: 0 };
    for (let y = box.y1; y < box.y2; y += 1) {
      coveredColumns(matrix, patch.size, box, y, range);
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
        const upper = 4 * (top * stride + left);
        const lower = upper + 4 * stride;
        const m = w00 * cells[upper]! + w01 * cells[upper + 4]! + w10 * cells[lower]! + w11 * cells[lower + 4]!;
        if (!(m > 0)) continue;
        for (let channel = 1; channel < 4; channel += 1) {
          let value =
            w00 * cells[upper + channel]! +
            w01 * cells[upper + 4 + channel]! +
            w10 * cells[lower + channel]! +
            w11 * cells[lower + 4 + channel]!;
          if (rounded) value = Math.round(value);
          const at = 3 * (y * width + x) + channel - 1;
          const before = data[at]!;
          const pasted = Math.trunc(before * (1 - m) + value * m);
          data[at] = blend === 1 ? pasted : Math.round(before * (1 - blend) + pasted * blend);
        }
      }
    }
    return box;
  }
}
