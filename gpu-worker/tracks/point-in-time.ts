import { boxCentre } from '../faces/face-record.ts';
import type { PixelBox } from '../pixels/geometry.ts';

/**
 * The shortest decimal number that an identity map may give for a frame: not before its time, and before the next one's.
 * @param frameS the frame's own time in seconds
 * @param nextS the next frame's; absent for the last
 */
export function timeInFrame(frameS: number, nextS: number = Number.POSITIVE_INFINITY): number {
  for (let digits = 1; digits <= 6; digits += 1) {
    const scale = 10 ** digits;
    // What is too small to be told apart in the container must not push the time to the next step.
    const rounded = Math.max(0, Math.ceil(frameS * scale - 1e-6) / scale);
    if (rounded < nextS - 1e-6) return rounded;
  }
  return frameS;
}

/** The pixel in the middle of a box, as an identity map names it: whole and inside the picture. */
export function pointInBox(box: PixelBox, size: { readonly width: number; readonly height: number }) {
  const { x, y } = boxCentre(box);
  const within = (value: number, length: number): number => Math.min(length - 1, Math.max(0, Math.round(value)));
  return { x: within(x, size.width), y: within(y, size.height) };
}
