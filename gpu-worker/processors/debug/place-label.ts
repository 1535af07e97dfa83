import { type PixelBox, type Point, sharedArea } from '../../pixels/geometry.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Where a label lies beside a box: under it, over it, to its right or left, wherever it covers least of what is there;
 * always inside the frame. Whole pixels.
 * @param taken other boxes and labels
 * @param distance between box and label, pixels
 */
export function placeLabel(
  label: Size,
  box: PixelBox,
  frame: Size,
  taken: readonly PixelBox[],
  distance: number,
): Point {
  const [left, top] = [Math.trunc(box.x1), Math.trunc(box.y1)];
  const [right, bottom] = [Math.trunc(box.x2), Math.trunc(box.y2)];
  const [before, above] = [left - distance - label.width, top - distance - label.height];
  const [after, below] = [right + distance, bottom + distance];
  const [ownRight, ownBottom] = [right + 1 - label.width, bottom + 1 - label.height];
  const corners = [
    ...[left, ownRight].map((x) => ({ x, y: below })),
    ...[left, ownRight].map((x) => ({ x, y: above })),
    ...[top, ownBottom].flatMap((y) => [after, before].map((x) => ({ x, y }))),
  ].map(({ x, y }) => ({ x: into(x, frame.width - label.width), y: into(y, frame.height - label.height) }));
  const covers = ({ x, y }: Point): number => {
    const plate = { x1: x, y1: y, x2: x + label.width, y2: y + label.height };
    return [box, ...taken].reduce((sum, other) => sum + sharedArea(plate, other), 0);
  };
  const [first = { x: 0, y: 0 }, ...others] = corners;
  return others.reduce((best, corner) => (covers(corner) < covers(best) ? corner : best), first);
}

const into = (value: number, most: number): number => Math.max(0, Math.min(most, value));
