import type { Colour, FrameCanvas } from '../../pixels/frame-canvas.ts';
import { type AffineMatrix, applyAffine, type PixelBox, type Point } from '../../pixels/geometry.ts';

/** FaceFusion's width of lines in its debugger: by the height of the upright frame, 1 to 10 pixels. */
export const markWidth = (uprightHeight: number): number => Math.max(1, Math.min(10, Math.round(uprightHeight / 270)));

/** Above this share a mask counts as being there: FaceFusion's threshold, 100 of 255. */
const maskThreshold = 100 / 255;

/** Pixels from `-(width - 1) / 2` to `width / 2` about a whole coordinate. */
const spread = (at: number, width: number): readonly [number, number] => {
  const first = at - Math.floor((width - 1) / 2);
  return [first, first + width];
};

/** Fills `x1 <= x < x2`, `y1 <= y < y2`; whole numbers. */
function fillBox(canvas: FrameCanvas, { x1, y1, x2, y2 }: PixelBox, colour: Colour): void {
  for (let y = y1; y < y2; y += 1) for (let x = x1; x < x2; x += 1) canvas.set(x, y, colour);
}

export type BoxSide = 'top' | 'right' | 'bottom' | 'left';
export const boxSides: readonly BoxSide[] = ['top', 'right', 'bottom', 'left'];

/** Draws one side of a box about its truncated coordinates, its corners included. */
export function drawBoxSide(canvas: FrameCanvas, box: PixelBox, side: BoxSide, width: number, colour: Colour): void {
  const [left] = spread(Math.trunc(side === 'right' ? box.x2 : box.x1), width);
  const [, right] = spread(Math.trunc(side === 'left' ? box.x1 : box.x2), width);
  const [top] = spread(Math.trunc(side === 'bottom' ? box.y2 : box.y1), width);
  const [, bottom] = spread(Math.trunc(side === 'top' ? box.y1 : box.y2), width);
  fillBox(canvas, { x1: left, y1: top, x2: right, y2: bottom }, colour);
}

/** A filled circle about the truncated point. */
export function drawDot(canvas: FrameCanvas, point: Point, radius: number, colour: Colour): void {
  const [atX, atY] = [Math.trunc(point.x), Math.trunc(point.y)];
  for (let y = -radius; y <= radius; y += 1) {
    for (let x = -radius; x <= radius; x += 1) {
      if (x * x + y * y <= radius * radius) canvas.set(atX + x, atY + y, colour);
    }
  }
}

/**
 * Draws the edge of a pasted mask, from inside.
 * @param mask `size * size` values 0..1
 * @param matrix stored frame pixels to crop pixels
 * @param box where it was pasted
 */
export function drawMaskEdge(
  canvas: FrameCanvas,
  { mask, size, matrix }: { readonly mask: Float32Array; readonly size: number; readonly matrix: AffineMatrix },
  box: PixelBox,
  width: number,
  colour: Colour,
): void {
  const across = box.x2 - box.x1 + 2;
  const covered = new Uint8Array(across * (box.y2 - box.y1 + 2));
  for (let y = box.y1; y < box.y2; y += 1) {
    for (let x = box.x1; x < box.x2; x += 1) {
      const value = maskAt(mask, size, applyAffine(matrix, { x, y }));
      if (value > maskThreshold) covered[(y - box.y1 + 1) * across + x - box.x1 + 1] = 1;
    }
  }
  for (let y = box.y1; y < box.y2; y += 1) {
    for (let x = box.x1; x < box.x2; x += 1) {
      const at = (y - box.y1 + 1) * across + x - box.x1 + 1;
      const inside = covered[at - 1]! + covered[at + 1]! + covered[at - across]! + covered[at + across]!;
      if (covered[at] !== 1 || inside === 4) continue;
      const [x1, x2] = spread(x, width);
      const [y1, y2] = spread(y, width);
      fillBox(canvas, { x1, y1, x2, y2 }, colour);
    }
  }
}

/** Linear between four values, 0 outside. */
function maskAt(mask: Float32Array, size: number, { x, y }: Point): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= size || row >= size ? 0 : mask[row * size + column]!;
  const above = at(left, top) + (at(left + 1, top) - at(left, top)) * (x - left);
  const below = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * (x - left);
  return above + (below - above) * (y - top);
}
