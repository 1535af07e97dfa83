import type { FrameLayout } from './frame-layout.ts';
import type { FramePixels } from './frame-pixels.ts';
import { type AffineMatrix, invertAffine } from './geometry.ts';
import { uprightSize, uprightToStored } from './orientation.ts';

/**
 * Fits the whole upright picture into the middle of a square, enlarged or shrunk (linear, half-pixel centres, as
 * OpenCV's `resize`), black beside it.
 * @param canvas planes red, green, blue, `3 * side * side` values, 0..255
 */
export function letterbox(frame: FramePixels, layout: FrameLayout, side: number, canvas: Float32Array): void {
  const { width, height } = uprightSize(layout);
  if (Math.max(width, height) > side) shrinkInto(frame, side, canvas);
  else enlargeInto(frame, layout, side, canvas);
}

/** Shrinks as for the detector, which is several times faster than to warp, and moves the picture to the middle. */
function shrinkInto(frame: FramePixels, side: number, canvas: Float32Array): void {
  const plane = side * side;
  const corner = new Float32Array(canvas.length);
  const { width, height } = frame.shrinkUpright(corner, side);
  const left = Math.floor((side - width) / 2);
  const top = Math.floor((side - height) / 2);
  canvas.fill(0);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let y = 0; y < height; y += 1) {
      // The detector wants blue first.
      const from = (2 - channel) * plane + y * side;
      canvas.set(corner.subarray(from, from + width), channel * plane + (top + y) * side + left);
    }
  }
}

function enlargeInto(frame: FramePixels, layout: FrameLayout, side: number, canvas: Float32Array): void {
  const { width, height } = uprightSize(layout);
  const scale = Math.min(side / height, side / width);
  const fitted = { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
  const left = Math.floor((side - fitted.width) / 2);
  const top = Math.floor((side - fitted.height) / 2);
  const [stepX, stepY] = [width / fitted.width, height / fitted.height];
  const upright = (x: number, y: number) =>
    uprightToStored({ x: (x - left + 0.5) * stepX - 0.5, y: (y - top + 0.5) * stepY - 0.5 }, layout);
  const [origin, right, below] = [upright(0, 0), upright(1, 0), upright(0, 1)];
  const toStored: AffineMatrix = [
    right.x - origin.x,
    below.x - origin.x,
    origin.x,
    right.y - origin.y,
    below.y - origin.y,
    origin.y,
  ];
  frame.warpCrop(invertAffine(toStored), side, canvas);
  const plane = side * side;
  for (let y = 0, at = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1, at += 1) {
      if (x >= left && x < left + fitted.width && y >= top && y < top + fitted.height) continue;
      canvas[at] = 0;
      canvas[at + plane] = 0;
      canvas[at + 2 * plane] = 0;
    }
  }
}
