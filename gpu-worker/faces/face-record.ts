import { boxArea, type PixelBox, type Point, sharedArea } from '../pixels/geometry.ts';
import type { DetectedFace } from './detected-face.ts';
import type { FaceTraits } from './face-traits.ts';

/**
 * One detected face of one frame, as the analysis of a frame leaves it: plain numbers, so that it can be written as
 * JSON and read back by another process.
 */
export interface FaceRecord extends DetectedFace {
  /** The recognizer's embedding, raw or of length 1; absent when the task needs none. */
  readonly embedding?: ArrayLike<number>;
  /** The classifier's guess; absent when the task needs none, or the model gave no usable numbers. */
  readonly traits?: FaceTraits;
}

/** Side of a face in pixels: the geometric mean of the box's width and height. */
export function boxSize(box: PixelBox): number {
  return Math.sqrt(boxArea(box));
}

export function boxCentre(box: PixelBox): Point {
  return { x: (box.x1 + box.x2) / 2, y: (box.y1 + box.y2) / 2 };
}

/** Shared area of two boxes over the area that they cover together: 0 (apart) to 1 (equal). */
export function boxOverlap(a: PixelBox, b: PixelBox): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / (boxArea(a) + boxArea(b) - shared);
}

export function moveBox(box: PixelBox, dx: number, dy: number): PixelBox {
  return { x1: box.x1 + dx, y1: box.y1 + dy, x2: box.x2 + dx, y2: box.y2 + dy };
}

/** A face between two: `share` 0 is `from`, 1 is `to`. Carries no embedding: nobody looked at it. */
export function blendFaces(from: DetectedFace, to: DetectedFace, share: number): DetectedFace {
  const mix = (a: number, b: number): number => a + (b - a) * share;
  const mixPoints = (these: readonly Point[], those: readonly Point[]): Point[] =>
    these.map((point, index) => {
      const other = those[index] ?? point;
      return { x: mix(point.x, other.x), y: mix(point.y, other.y) };
    });
  return {
    box: {
      x1: mix(from.box.x1, to.box.x1),
      y1: mix(from.box.y1, to.box.y1),
      x2: mix(from.box.x2, to.box.x2),
      y2: mix(from.box.y2, to.box.y2),
    },
    points: mixPoints(from.points, to.points),
    ...(from.points68 === undefined || to.points68 === undefined
      ? {}
      : { points68: mixPoints(from.points68, to.points68) }),
    score: mix(from.score, to.score),
  };
}
