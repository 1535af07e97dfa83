import type { DetectedFace } from '../faces/detected-face.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { ShrunkSize } from '../pixels/frame-pixels.ts';
import type { FrameView } from '../pixels/frame-view.ts';
import { uprightBoxToStored, uprightToStored } from '../pixels/orientation.ts';

/** One face in pixels of a detector's canvas. */
export interface CanvasFace {
  readonly score: number;
  /** Left, top, right, bottom. */
  readonly box: readonly [number, number, number, number];
  /** x and y of five points. */
  readonly points: readonly number[];
}

/** A face found on the canvas, in stored frame pixels. */
export function canvasToStored(
  { score, box, points }: CanvasFace,
  { ratioX, ratioY }: ShrunkSize,
  layout: FrameLayout,
  { rotation, margin }: FrameView,
): DetectedFace {
  const [top, , , left] = margin;
  const [x1, y1, x2, y2] = box;
  const turned = { ...layout, rotation };
  const at = (x: number, y: number) => ({ x: x * ratioX - left, y: y * ratioY - top });
  const [a, b] = [at(x1, y1), at(x2, y2)];
  return {
    score,
    box: uprightBoxToStored({ x1: a.x, y1: a.y, x2: b.x, y2: b.y }, turned),
    points: [0, 2, 4, 6, 8].map((k) => uprightToStored(at(points[k]!, points[k + 1]!), turned)),
  };
}
