import { type FrameLayout, frameBytes } from './frame-layout.ts';
import type { FramePixels } from './frame-pixels.ts';
import { RgbFrame } from './rgb-frame.ts';
import { YuvFrame } from './yuv/yuv-frame.ts';

/**
 * The pixels of one frame, worked on in place.
 * @throws RangeError when there are fewer bytes than the layout needs
 */
export function openFrame(data: Uint8Array, layout: FrameLayout): FramePixels {
  if (data.length < frameBytes(layout)) {
    throw new RangeError(`A frame of ${frameBytes(layout)} bytes was expected; there are ${data.length}.`);
  }
  return layout.pixels === 'rgb24' ? new RgbFrame(data, layout) : new YuvFrame(data, layout);
}
