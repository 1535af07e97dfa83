import { clampLevel } from '../clamp.ts';
import type { ColourCoefficients } from '../colour.ts';
import { type AffineMatrix, invertAffine } from '../geometry.ts';
import type { YuvPlanes } from './yuv-planes.ts';

/**
 * See `FramePixels.warpCrop`. YUV to RGB is linear, so samples are blended first and converted once; nothing is
 * rounded on the way.
 */
export function warpYuv(
  { y: lumas, u: us, v: vs, width, height, chromaWidth, shiftX, shiftY }: YuvPlanes,
  { luma, lumaOffset, rv, gu, gv, bu }: ColourCoefficients,
  matrix: AffineMatrix,
  size: number,
  crop: Float32Array,
): void {
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
      const y0 = top < 0 ? 0 : top >= height ? height - 1 : top;
      const y1 = top < -1 ? 0 : top >= height - 1 ? height - 1 : top + 1;
      const w00 = (1 - fx) * (1 - fy);
      const w01 = fx * (1 - fy);
      const w10 = (1 - fx) * fy;
      const w11 = fx * fy;
      const upper = y0 * width;
      const lower = y1 * width;
      const upperChroma = (y0 >> shiftY) * chromaWidth;
      const lowerChroma = (y1 >> shiftY) * chromaWidth;
      const c00 = upperChroma + (x0 >> shiftX);
      const c01 = upperChroma + (x1 >> shiftX);
      const c10 = lowerChroma + (x0 >> shiftX);
      const c11 = lowerChroma + (x1 >> shiftX);
      const l =
        luma *
        (w00 * lumas[upper + x0]! +
          w01 * lumas[upper + x1]! +
          w10 * lumas[lower + x0]! +
          w11 * lumas[lower + x1]! -
          lumaOffset);
      const u = w00 * us[c00]! + w01 * us[c01]! + w10 * us[c10]! + w11 * us[c11]! - 128;
      const v = w00 * vs[c00]! + w01 * vs[c01]! + w10 * vs[c10]! + w11 * vs[c11]! - 128;
      const out = y * size + x;
      crop[out] = clampLevel(l + rv * v);
      crop[out + plane] = clampLevel(l + gu * u + gv * v);
      crop[out + 2 * plane] = clampLevel(l + bu * u);
    }
  }
}
