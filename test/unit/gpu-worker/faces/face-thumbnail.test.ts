import { expect, test } from 'vitest';
import { faceThumbnail } from '../../../../gpu-worker/faces/face-thumbnail.ts';
import type { FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';
import { uprightSize, uprightToStored } from '../../../../gpu-worker/pixels/orientation.ts';

/** An upright picture, stored as a rotation asks: red grows to the right, green downwards. */
function storedPicture(rotation: FrameLayout['rotation']): { layout: FrameLayout; pixels: Uint8Array } {
  const stored = rotation === 90 || rotation === 270 ? { width: 80, height: 120 } : { width: 120, height: 80 };
  const layout: FrameLayout = { ...stored, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation };
  const { width, height } = uprightSize(layout);
  const pixels = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = uprightToStored({ x, y }, layout);
      pixels.set([2 * x, 2 * y, 50], 3 * (at.y * layout.width + at.x));
    }
  }
  return { layout, pixels };
}

test.each([0, 90, 180, 270] as const)('is the upright face of a picture stored under %i degrees', (rotation) => {
  const { layout, pixels } = storedPicture(rotation);
  const { width, height, data } = faceThumbnail(pixels, layout, { x1: 40, y1: 20, x2: 64, y2: 44 }, 12);
  expect([width, height, data.length]).toEqual([12, 12, 3 * 12 * 12]);
  // The cut is 36 pixels wide around (52, 32): 3 pixels of it are one of the thumbnail.
  const at = (x: number, y: number): number[] => [...data.subarray(3 * (12 * y + x), 3 * (12 * y + x) + 3)];
  expect(at(0, 0)).toEqual([2 * 35, 2 * 15, 50]);
  expect(at(11, 0)).toEqual([2 * 68, 2 * 15, 50]);
  expect(at(0, 11)).toEqual([2 * 35, 2 * 48, 50]);
});
