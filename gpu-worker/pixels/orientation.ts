import type { FrameLayout } from './frame-layout.ts';
import type { PixelBox, Point } from './geometry.ts';

type StoredSize = Pick<FrameLayout, 'width' | 'height' | 'rotation'>;

/** The size as a player shows it. */
export function uprightSize({ width, height, rotation }: StoredSize): {
  readonly width: number;
  readonly height: number;
} {
  return rotation === 90 || rotation === 270 ? { width: height, height: width } : { width, height };
}

/** Along which stored axis one goes when going along an upright one, and whether backwards. */
export interface StoredAxis {
  readonly axis: 'x' | 'y';
  readonly backwards: boolean;
}

export function storedAxes(rotation: FrameLayout['rotation']): {
  readonly column: StoredAxis;
  readonly row: StoredAxis;
} {
  if (rotation === 90) return { column: { axis: 'y', backwards: true }, row: { axis: 'x', backwards: false } };
  if (rotation === 180) return { column: { axis: 'x', backwards: true }, row: { axis: 'y', backwards: true } };
  if (rotation === 270) return { column: { axis: 'y', backwards: false }, row: { axis: 'x', backwards: true } };
  return { column: { axis: 'x', backwards: false }, row: { axis: 'y', backwards: false } };
}

/** A pixel of the upright picture in the stored one. */
export function uprightToStored(point: Point, { width, height, rotation }: StoredSize): Point {
  if (rotation === 90) return { x: point.y, y: height - 1 - point.x };
  if (rotation === 180) return { x: width - 1 - point.x, y: height - 1 - point.y };
  if (rotation === 270) return { x: width - 1 - point.y, y: point.x };
  return point;
}

/** A box of the upright picture in the stored one, its corners in order again. */
export function uprightBoxToStored(box: PixelBox, layout: StoredSize): PixelBox {
  const a = uprightToStored({ x: box.x1, y: box.y1 }, layout);
  const b = uprightToStored({ x: box.x2, y: box.y2 }, layout);
  return { x1: Math.min(a.x, b.x), y1: Math.min(a.y, b.y), x2: Math.max(a.x, b.x), y2: Math.max(a.y, b.y) };
}

/** The way back: a pixel of the stored picture in the upright one. */
export function storedToUpright(point: Point, { width, height, rotation }: StoredSize): Point {
  if (rotation === 90) return { x: height - 1 - point.y, y: point.x };
  if (rotation === 180) return { x: width - 1 - point.x, y: height - 1 - point.y };
  if (rotation === 270) return { x: point.y, y: width - 1 - point.x };
  return point;
}

/** A box of the stored picture in the upright one, its corners in order again. */
export function storedBoxToUpright(box: PixelBox, layout: StoredSize): PixelBox {
  const a = storedToUpright({ x: box.x1, y: box.y1 }, layout);
  const b = storedToUpright({ x: box.x2, y: box.y2 }, layout);
  return { x1: Math.min(a.x, b.x), y1: Math.min(a.y, b.y), x2: Math.max(a.x, b.x), y2: Math.max(a.y, b.y) };
}
