/** Left, top, right, bottom in pixels of the frame, not rounded. */
export interface FaceBox {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Five landmarks as x, y pairs in frame pixels: eye on the image's left, other eye, nose, mouth left, mouth right. */
export type FivePoints = readonly (readonly [number, number])[];

/**
 * One detected face of one frame, as the analysis of a frame leaves it: plain numbers, so that it can be written as
 * JSON and read back by another process.
 */
export interface FaceRecord {
  readonly box: FaceBox;
  readonly points: FivePoints;
  /** The detector's score, 0..1. */
  readonly score: number;
  /** The recognizer's embedding, raw or of length 1; absent when the task needs none. */
  readonly embedding?: ArrayLike<number>;
}

/** Side of a face in pixels: the geometric mean of the box's width and height. */
export function boxSize(box: FaceBox): number {
  return Math.sqrt(Math.max(0, box.x2 - box.x1) * Math.max(0, box.y2 - box.y1));
}

export function boxCentre(box: FaceBox): readonly [number, number] {
  return [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2];
}

/** Shared area of two boxes over the area that they cover together: 0 (apart) to 1 (equal). */
export function boxOverlap(a: FaceBox, b: FaceBox): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (boxSize(a) ** 2 + boxSize(b) ** 2 - shared);
}

export function moveBox(box: FaceBox, dx: number, dy: number): FaceBox {
  return { x1: box.x1 + dx, y1: box.y1 + dy, x2: box.x2 + dx, y2: box.y2 + dy };
}

/** A face between two: `share` 0 is `from`, 1 is `to`. Carries no embedding: nobody looked at it. */
export function blendFaces(from: FaceRecord, to: FaceRecord, share: number): Omit<FaceRecord, 'embedding'> {
  const mix = (a: number, b: number): number => a + (b - a) * share;
  return {
    box: {
      x1: mix(from.box.x1, to.box.x1),
      y1: mix(from.box.y1, to.box.y1),
      x2: mix(from.box.x2, to.box.x2),
      y2: mix(from.box.y2, to.box.y2),
    },
    points: from.points.map(([x, y], index) => {
      const [toX, toY] = to.points[index] ?? [x, y];
      return [mix(x, toX), mix(y, toY)] as const;
    }),
    score: mix(from.score, to.score),
  };
}
