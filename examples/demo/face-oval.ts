import { drawnFace } from './drawn-face.ts';

/** Where the arcface_128 template puts the middle between the eyes, and half the distance between them, in crop pixels. */
const eyesX = 0.4993 * 128;
const eyesY = 0.4031 * 128;
const eyesHalf = 0.1376 * 128;

/** The recognizer's 112 crop is the part of the swapper's 128 crop that starts here. */
export const recognizerCrop = { x: 8, y: 0, size: 112 } as const;

/** Low-resolution colours: squares of `window` pixels every `step` pixels of the 112 crop, `cells` a side. */
export const colourGrid = { window: 16, step: 8, cells: 13 } as const;

/**
 * How far inside the oval of a face a pixel of the 128 crop lies: 1 inside, 0 outside, falling over a soft edge.
 * @param reach size of the oval, 1 = the part of a drawn face that is free of hair
 * @param edge width of the soft edge as a part of the radius
 */
export function ovalMask(reach: number, edge: number): Float32Array {
  const mask = new Float32Array(128 * 128);
  const { bare } = drawnFace;
  for (let y = 0; y < 128; y += 1) {
    for (let x = 0; x < 128; x += 1) {
      const dx = (x - eyesX) / (eyesHalf * bare.halfWidth);
      const dy = (y - eyesY - eyesHalf * bare.y) / (eyesHalf * bare.halfHeight);
      mask[y * 128 + x] = Math.min(1, Math.max(0, (reach - Math.sqrt(dx * dx + dy * dy)) / edge + 0.5));
    }
  }
  return mask;
}

/** The oval in the recognizer's 112 crop, and the grid's cells that see enough of it: 1, else 0. */
export function gridOval(): { readonly mask: Float32Array; readonly cells: Float32Array } {
  const { size, x: left, y: top } = recognizerCrop;
  const { window, step, cells } = colourGrid;
  const whole = ovalMask(0.97, 0.06);
  const mask = new Float32Array(size * size);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) mask[y * size + x] = whole[(y + top) * 128 + x + left]!;
  }
  const seen = new Float32Array(cells * cells);
  for (let cell = 0; cell < seen.length; cell += 1) {
    const x0 = (cell % cells) * step;
    const y0 = Math.floor(cell / cells) * step;
    let sum = 0;
    for (let i = 0; i < window * window; i += 1) sum += mask[(y0 + Math.floor(i / window)) * size + x0 + (i % window)]!;
    seen[cell] = sum > 3 ? 1 : 0;
  }
  return { mask, cells: seen };
}
