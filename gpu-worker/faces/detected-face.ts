import type { PixelBox, Point } from '../pixels/geometry.ts';

/** One face as the detector saw it. */
export interface DetectedFace {
  readonly box: PixelBox;
  /** 0..1. */
  readonly score: number;
  /** Five: eye left in the image, eye right, nose, mouth left, mouth right. */
  readonly points: readonly Point[];
  /** 68 landmarks in the order of iBUG 300-W, where a landmarker looked for them. */
  readonly points68?: readonly Point[];
}
