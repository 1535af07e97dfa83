/** Where the three planes lie and how coarse the colour ones are. */
export interface YuvPlanes {
  readonly width: number;
  readonly height: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  readonly chromaWidth: number;
  /** Bits by which a luma coordinate is shifted to find its chroma sample. */
  readonly shiftX: 0 | 1;
  readonly shiftY: 0 | 1;
}
