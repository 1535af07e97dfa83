import type { FrameLayout } from './frame-layout.ts';
import { uprightSize } from './orientation.ts';

/** How a detector looks at a frame. */
export interface FrameView {
  /** Degrees clockwise by which the stored picture is turned before it is looked at. */
  readonly rotation: FrameLayout['rotation'];
  /** Black pixels around the turned picture. */
  readonly margin: Margin;
}

/** Of each side: top, right, bottom, left. FaceFusion's order. */
export type Margin = readonly [number, number, number, number];

export const noMargin: Margin = [0, 0, 0, 0];

/** By how many degrees an upright picture is turned against the clock to look for faces. FaceFusion's angles. */
export type DetectorAngle = 0 | 90 | 180 | 270;

const quarters = [0, 90, 180, 270] as const;

/**
 * The view of a frame whose upright picture is turned by an angle, then widened.
 * FaceFusion turns about the corner of a pixel, so that its turned picture loses a row or column and starts with a
 * black one (`create_rotation_matrix_and_size`, called by face_detector.py, lines 190 to 205 at commit 01c305fa, as
 * `prepare_margin` is; 3.8.1 is another commit); this one is whole. The way back allows for either, so points agree.
 * @param percent share of the turned picture's height or width, 0..100; 100 widens by half of it
 */
export function viewAt(layout: FrameLayout, angle: DetectorAngle, percent: Margin): FrameView {
  const rotation = quarters[((layout.rotation - angle + 360) % 360) / 90] ?? 0;
  const { width, height } = uprightSize({ ...layout, rotation });
  const [top, right, bottom, left] = percent;
  const pixels = (share: number, side: number): number => Math.trunc(side * (share * 0.005));
  return { rotation, margin: [pixels(top, height), pixels(right, width), pixels(bottom, height), pixels(left, width)] };
}

/** The size of what a view shows. */
export function viewSize(layout: FrameLayout, { rotation, margin }: FrameView): { width: number; height: number } {
  const { width, height } = uprightSize({ ...layout, rotation });
  const [top, right, bottom, left] = margin;
  return { width: width + left + right, height: height + top + bottom };
}
