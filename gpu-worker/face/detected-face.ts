import type { PixelBox, Point } from './geometry.ts';

/** One face as the detector saw it. */
export interface DetectedFace {
  readonly box: PixelBox;
  /** 0..1. */
  readonly score: number;
  /** Five: eye left in the image, eye right, nose, mouth left, mouth right. */
  readonly points: readonly Point[];
}
