import { chromaSize, type FrameLayout } from '../../pixels/frame-layout.ts';

/** Size of the encoded picture: x264 takes no odd side where chroma is halved along it. */
export function encodedSize(layout: FrameLayout): { readonly width: number; readonly height: number } {
  const evenWidth = layout.pixels === 'yuv420p' || layout.pixels === 'yuv422p';
  const evenHeight = layout.pixels === 'yuv420p';
  return {
    width: evenWidth ? layout.width + (layout.width & 1) : layout.width,
    height: evenHeight ? layout.height + (layout.height & 1) : layout.height,
  };
}

/**
 * Copies a frame of odd size into one of even size: the last luma column and row are repeated once. Chroma planes of
 * odd sizes are rounded up already and stay as they are.
 * @param frame planes of `layout`
 * @param into planes of {@link encodedSize}
 */
export function extendFrame(frame: Uint8Array, layout: FrameLayout, into: Uint8Array): void {
  const { width, height } = encodedSize(layout);
  for (let y = 0; y < height; y++) {
    const sourceRow = Math.min(y, layout.height - 1) * layout.width;
    into.set(frame.subarray(sourceRow, sourceRow + layout.width), y * width);
    if (width > layout.width) into[y * width + layout.width] = frame[sourceRow + layout.width - 1] ?? 0;
  }
  const chroma = chromaSize(layout);
  const chromaStart = layout.width * layout.height;
  into.set(frame.subarray(chromaStart, chromaStart + 2 * chroma.width * chroma.height), width * height);
}
