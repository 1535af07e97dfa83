/** How the samples of one frame lie in memory: planes one after another, rows without padding, 8 bits a sample. */
export interface FrameLayout {
  /** Stored size in pixels, before any rotation. */
  readonly width: number;
  readonly height: number;
  readonly pixels: 'yuv420p' | 'yuv422p' | 'yuv444p' | 'rgb24';
  /** How YUV becomes RGB. */
  readonly matrix: 'bt601' | 'bt709' | 'bt2020';
  /** Luma 0..255 when true, 16..235 when false. */
  readonly fullRange: boolean;
  /** Degrees clockwise by which a player turns the stored picture to show it upright. */
  readonly rotation: 0 | 90 | 180 | 270;
}

/** Width and height of the chroma planes; the luma size for RGB and 4:4:4. Odd sizes round up. */
export function chromaSize(layout: FrameLayout): { readonly width: number; readonly height: number } {
  const halfWidth = layout.pixels === 'yuv420p' || layout.pixels === 'yuv422p';
  const halfHeight = layout.pixels === 'yuv420p';
  return {
    width: halfWidth ? (layout.width + 1) >> 1 : layout.width,
    height: halfHeight ? (layout.height + 1) >> 1 : layout.height,
  };
}

/** Bytes of one frame. */
export function frameBytes(layout: FrameLayout): number {
  const chroma = chromaSize(layout);
  return layout.width * layout.height + 2 * chroma.width * chroma.height;
}

/** The layout of the same frame, so many times as wide and high. */
export const enlargedLayout = (layout: FrameLayout, scale: number): FrameLayout => ({
  ...layout,
  width: layout.width * scale,
  height: layout.height * scale,
});
