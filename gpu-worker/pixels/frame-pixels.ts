import type { FrameView } from './frame-view.ts';
import type { AffineMatrix, PixelBox } from './geometry.ts';

/** How much a picture was shrunk to fit the detector's canvas. */
export interface ShrunkSize {
  /** Pixels of the canvas that the picture covers, from its top left corner. */
  readonly width: number;
  readonly height: number;
  /** Multiply canvas pixels by these to get pixels of the picture. */
  readonly ratioX: number;
  readonly ratioY: number;
}

/** A face on its way back into the frame. */
export interface FacePatch {
  /** Planes red, green, blue of `size * size` values, 0..255, not necessarily whole. */
  readonly crop: Float32Array;
  readonly size: number;
  /** Weight of the crop, `size * size` values 0..1. */
  readonly mask: Float32Array;
  /** Stored frame pixels to crop pixels. */
  readonly matrix: AffineMatrix;
  /** Share of the result over the frame as it was, 0..1. */
  readonly blend: number;
  /** True where FaceFusion rounds the crop to 8 bits before it blends (enhancers). Only the RGB frame does. */
  readonly rounded: boolean;
}

/** One frame's pixels, whatever they are stored as. All coordinates are those of the stored frame. */
export interface FramePixels {
  /**
   * Shrinks the upright picture (never enlarges) into the top left of a square canvas of planes blue, green, red,
   * values 0..255, exactly as OpenCV's `resize` does. The rest of the canvas is not touched.
   * @param canvas `3 * canvasSize * canvasSize` values
   * @param view how the picture is turned instead, and how much black is around it when it is shrunk
   */
  shrinkUpright(canvas: Float32Array, canvasSize: number, view?: FrameView): ShrunkSize;
  /**
   * Cuts a square crop, bilinear, the frame's edge repeated outside.
   * @param matrix stored frame pixels to crop pixels
   * @param crop planes red, green, blue, `3 * size * size` values, 0..255
   */
  warpCrop(matrix: AffineMatrix, size: number, crop: Float32Array): void;
  /** Blends a face into the frame. Returns where pixels may have changed; undefined when that is nowhere. */
  pasteFace(patch: FacePatch): PixelBox | undefined;
}
