import { chromaSize, type FrameLayout } from '../pixels/frame-layout.ts';
import type { PixelBox } from '../pixels/geometry.ts';
import { boxesMask, coarseMask, type SplitSum } from './region-sum.ts';
import { structuralSimilarity } from './structural-similarity.ts';

export type PlaneName = 'y' | 'u' | 'v' | 'r' | 'g' | 'b';

/** How two frames of one size differ. */
export interface FrameDifference {
  /** Squared differences of the samples. */
  readonly planes: readonly { readonly name: PlaneName; readonly squares: SplitSum }[];
  /** Of luma, over windows. */
  readonly ssim: SplitSum;
}

/** Shares of red, green and blue in the luma of a still image: BT.601, as JPEG has it. */
const lumaShares = [0.299, 0.587, 0.114] as const;

/**
 * Squared errors and structural similarity of two frames. YUV is compared as it is stored, nothing converted; RGB by
 * its three colours and by their BT.601 luma, which is not rounded.
 * @param a,b frames in this layout
 * @param boxes the inner region, in stored pixels
 * @param lumaOnly leaves chroma out: `b` has another subsampling than `layout` says
 */
export function compareFrames(
  a: Uint8Array,
  b: Uint8Array,
  layout: FrameLayout,
  boxes: readonly PixelBox[],
  lumaOnly = false,
): FrameDifference {
  const { width, height } = layout;
  const mask = boxesMask(boxes, width, height);
  if (layout.pixels === 'rgb24') return compareRgb(a, b, layout, mask);
  const pixels = width * height;
  const [ya, yb] = [a.subarray(0, pixels), b.subarray(0, pixels)];
  const ssim = structuralSimilarity(ya, yb, layout, mask);
  const luma = { name: 'y', squares: squaredError(ya, yb, mask) } as const;
  if (lumaOnly) return { planes: [luma], ssim };
  const chroma = chromaSize(layout);
  const samples = chroma.width * chroma.height;
  const chromaMask = mask === undefined ? undefined : coarseMask(mask, width, chroma);
  const plane = (name: 'u' | 'v', from: number) => {
    const [pa, pb] = [a.subarray(from, from + samples), b.subarray(from, from + samples)];
    return { name, squares: squaredError(pa, pb, chromaMask) };
  };
  return { planes: [luma, plane('u', pixels), plane('v', pixels + samples)], ssim };
}

function compareRgb(a: Uint8Array, b: Uint8Array, layout: FrameLayout, mask: Uint8Array | undefined): FrameDifference {
  const split = (data: Uint8Array) => {
    const pixels = layout.width * layout.height;
    const planes = { y: new Float64Array(pixels), r: new Uint8Array(pixels), g: new Uint8Array(pixels) };
    const blue = new Uint8Array(pixels);
    for (let i = 0, at = 0; i < pixels; i += 1, at += 3) {
      const [r, g, bl] = [data[at]!, data[at + 1]!, data[at + 2]!];
      planes.r[i] = r;
      planes.g[i] = g;
      blue[i] = bl;
      planes.y[i] = lumaShares[0] * r + lumaShares[1] * g + lumaShares[2] * bl;
    }
    return { ...planes, b: blue };
  };
  const [pa, pb] = [split(a), split(b)];
  const names = ['y', 'r', 'g', 'b'] as const;
  return {
    planes: names.map((name) => ({ name, squares: squaredError(pa[name], pb[name], mask) })),
    ssim: structuralSimilarity(pa.y, pb.y, layout, mask),
  };
}

function squaredError(a: ArrayLike<number>, b: ArrayLike<number>, mask: Uint8Array | undefined): SplitSum {
  let [sum, insideSum, insideCount] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const difference = a[i]! - b[i]!;
    const square = difference * difference;
    sum += square;
    if (mask !== undefined && mask[i] === 1) {
      insideSum += square;
      insideCount += 1;
    }
  }
  return { whole: { count: a.length, sum }, inside: { count: insideCount, sum: insideSum } };
}
