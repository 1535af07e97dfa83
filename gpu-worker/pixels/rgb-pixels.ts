/** A picture in memory: RGB, interleaved, rows without padding, `width * height * 3` bytes. */
export interface RgbPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
