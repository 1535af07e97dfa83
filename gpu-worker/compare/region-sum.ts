import { boxArea, type PixelBox } from '../pixels/geometry.ts';

/** A figure summed over the places of a region; sums of regions that do not overlap add up. */
export interface RegionSum {
  readonly count: number;
  readonly sum: number;
}

/** A figure over the whole picture, and over the part of it inside the boxes. What is left is outside. */
export interface SplitSum {
  readonly whole: RegionSum;
  readonly inside: RegionSum;
}

export function outsideOf({ whole, inside }: SplitSum): RegionSum {
  return { count: whole.count - inside.count, sum: whole.sum - inside.sum };
}

export function addSums(a: RegionSum, b: RegionSum): RegionSum {
  return { count: a.count + b.count, sum: a.sum + b.sum };
}

export const emptySum: RegionSum = { count: 0, sum: 0 };

/**
 * 1 at every pixel whose centre lies in one of the boxes, 0 elsewhere.
 * @returns `width * height` values; undefined where no pixel lies inside
 */
export function boxesMask(boxes: readonly PixelBox[], width: number, height: number): Uint8Array | undefined {
  const mask = new Uint8Array(width * height);
  let any = false;
  for (const box of boxes) {
    const left = Math.max(0, Math.ceil(box.x1));
    const right = Math.min(width, Math.ceil(box.x2));
    const bottom = Math.min(height, Math.ceil(box.y2));
    for (let y = Math.max(0, Math.ceil(box.y1)); y < bottom && left < right; y += 1) {
      mask.fill(1, y * width + left, y * width + right);
      any = true;
    }
  }
  return any ? mask : undefined;
}

/** The mask of a plane with fewer samples: one counts when any of the pixels it stands for does. */
export function coarseMask(
  mask: Uint8Array,
  width: number,
  coarse: { readonly width: number; readonly height: number },
) {
  const height = mask.length / width;
  const shiftX = coarse.width < width ? 1 : 0;
  const shiftY = coarse.height < height ? 1 : 0;
  const out = new Uint8Array(coarse.width * coarse.height);
  for (let y = 0; y < height; y += 1) {
    const row = (y >> shiftY) * coarse.width;
    for (let x = 0; x < width; x += 1) out[row + (x >> shiftX)]! |= mask[y * width + x]!;
  }
  return out;
}

/** The box wider by a share of its width on the left and right, and of its height above and below. */
export function growBox(box: PixelBox, share: number): PixelBox {
  if (boxArea(box) === 0) return box;
  const dx = (box.x2 - box.x1) * share;
  const dy = (box.y2 - box.y1) * share;
  return { x1: box.x1 - dx, y1: box.y1 - dy, x2: box.x2 + dx, y2: box.y2 + dy };
}
