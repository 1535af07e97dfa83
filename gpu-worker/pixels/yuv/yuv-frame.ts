import { type ColourCoefficients, type ColourTables, colourCoefficients, swscaleTables } from '../colour.ts';
import { chromaSize, type FrameLayout } from '../frame-layout.ts';
import type { FacePatch, FramePixels, ShrunkSize } from '../frame-pixels.ts';
import type { FrameView } from '../frame-view.ts';
import type { AffineMatrix, PixelBox } from '../geometry.ts';
import { packPatch, pasteBox } from '../paste-region.ts';
import { shrinkPlanFor } from '../shrink-plan.ts';
import { blendYuv } from './yuv-blend.ts';
import type { YuvPlanes } from './yuv-planes.ts';
import { shrinkYuv } from './yuv-shrink.ts';
import { warpYuv } from './yuv-warp.ts';

interface YuvColours {
  readonly exact: ColourCoefficients;
  readonly tables: ColourTables;
  /** RGB 0..255 to code values, 3×4 row by row. */
  readonly fromRgb: readonly number[];
}

const coloursByCoding = new Map<string, YuvColours>();

function coloursFor(layout: FrameLayout): YuvColours {
  const key = `${layout.matrix} ${layout.fullRange}`;
  const known = coloursByCoding.get(key);
  if (known !== undefined) return known;
  const exact = colourCoefficients(layout);
  const { yr, yg, yb, ur, ug, ub, vr, vg, vb, lumaOffset } = exact;
  const fromRgb = [yr, yg, yb, lumaOffset, ur, ug, ub, 128, vr, vg, vb, 128];
  const colours = { exact, tables: swscaleTables(layout), fromRgb };
  coloursByCoding.set(key, colours);
  return colours;
}

/**
 * Planar 8-bit YUV as the decoder gave it. A chroma sample counts for all its luma pixels alike, as in libswscale's
 * default conversion. Luma outside the paste box, and chroma none of whose luma pixels lies in it, stays bit for bit.
 */
export class YuvFrame implements FramePixels {
  private readonly layout: FrameLayout;
  private readonly planes: YuvPlanes;
  private readonly colours: YuvColours;

  constructor(data: Uint8Array, layout: FrameLayout) {
    const { width, height } = layout;
    const chroma = chromaSize(layout);
    const luma = width * height;
    const plane = chroma.width * chroma.height;
    this.layout = layout;
    this.colours = coloursFor(layout);
    this.planes = {
      width,
      height,
      y: data.subarray(0, luma),
      u: data.subarray(luma, luma + plane),
      v: data.subarray(luma + plane, luma + 2 * plane),
      chromaWidth: chroma.width,
      shiftX: layout.pixels === 'yuv444p' ? 0 : 1,
      shiftY: layout.pixels === 'yuv420p' ? 1 : 0,
    };
  }

  shrinkUpright(canvas: Float32Array, canvasSize: number, view?: FrameView): ShrunkSize {
    const plan = shrinkPlanFor(this.layout, canvasSize, view);
    shrinkYuv(this.planes, this.layout, plan, this.colours.tables, canvas, canvasSize);
    return plan.size;
  }

  warpCrop(matrix: AffineMatrix, size: number, crop: Float32Array): void {
    warpYuv(this.planes, this.colours.exact, matrix, size, crop);
  }

  pasteFace(patch: FacePatch): PixelBox | undefined {
    const { width, height } = this.layout;
    const box = pasteBox(patch.matrix, patch.size, width, height);
    if (box === undefined) return undefined;
    blendYuv(this.planes, packPatch(patch, this.colours.fromRgb), patch, box);
    return box;
  }
}
