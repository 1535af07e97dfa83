import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { AffineMatrix, PixelBox } from '../pixels/geometry.ts';
import { openFrame } from '../pixels/open-frame.ts';
import { storedToUpright } from '../pixels/orientation.ts';
import type { RgbPixels } from '../pixels/rgb-pixels.ts';
import { boxCentre, boxSize } from './face-record.ts';

/** Side of the cut over the face's: shows hair and chin. */
const cutOverFace = 1.5;
/** A face larger than the thumbnail is cut finer and averaged, up to this often along a side. */
const mostOversampling = 4;

/**
 * A square upright picture of one face.
 * @param frame pixels as `layout` says
 * @param box the face in pixels of the upright picture
 * @param size side of the thumbnail, pixels
 */
export function faceThumbnail(frame: Uint8Array, layout: FrameLayout, box: PixelBox, size: number): RgbPixels {
  const side = Math.max(1, cutOverFace * boxSize(box));
  const finer = Math.min(mostOversampling, Math.max(1, Math.round(side / size)));
  const cutSize = size * finer;
  const crop = new Float32Array(3 * cutSize * cutSize);
  openFrame(frame, layout).warpCrop(cutMatrix(box, side, cutSize, layout), cutSize, crop);
  const data = new Uint8Array(3 * size * size);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) {
        let sum = 0;
        for (let row = 0; row < finer; row += 1) {
          const from = channel * cutSize * cutSize + (y * finer + row) * cutSize + x * finer;
          for (let column = 0; column < finer; column += 1) sum += crop[from + column]!;
        }
        data[3 * (y * size + x) + channel] = Math.min(255, Math.max(0, Math.round(sum / (finer * finer))));
      }
    }
  }
  return { width: size, height: size, data };
}

/** Stored frame pixels to pixels of the cut: first upright, then moved and scaled. */
function cutMatrix(box: PixelBox, side: number, cutSize: number, layout: FrameLayout): AffineMatrix {
  const scale = cutSize / side;
  const centre = boxCentre(box);
  const [left, top] = [centre.x - side / 2, centre.y - side / 2];
  const origin = storedToUpright({ x: 0, y: 0 }, layout);
  const alongX = storedToUpright({ x: 1, y: 0 }, layout);
  const alongY = storedToUpright({ x: 0, y: 1 }, layout);
  return [
    scale * (alongX.x - origin.x),
    scale * (alongY.x - origin.x),
    scale * (origin.x - left),
    scale * (alongX.y - origin.y),
    scale * (alongY.y - origin.y),
    scale * (origin.y - top),
  ];
}
