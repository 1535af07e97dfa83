import { boxCentre, boxSize } from '../../faces/face-record.ts';
import type { PixelBox } from '../../pixels/geometry.ts';
import type { RgbPixels } from '../../pixels/rgb-pixels.ts';
import { busiestPlace } from './busiest-place.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A moment of a task, as it came and as it left. */
export interface PreviewMoment {
  readonly before: RgbPixels;
  /** As large, or larger by a whole factor. */
  readonly after: RgbPixels;
  /** Faces that were changed, in pixels of `before`. */
  readonly faces: readonly PixelBox[];
}

/** What a cell shows of both pictures: drawn at the same size, cut at the same place. */
export interface View {
  readonly full: Size;
  readonly left: number;
  readonly top: number;
}

/** A face that is shown smaller is not seen: side in pixels. */
const visibleFacePx = 120;
/** Height of a cut over its face's side: shows hair and chin. */
const cutOverFace = 2.2;
const mostZoom = 6;

export const wholeView = (cell: Size): View => ({ full: cell, left: 0, top: 0 });

export const showsWhole = ({ full }: View, cell: Size): boolean =>
  full.width === cell.width && full.height === cell.height;

/**
 * The whole frame, where it shows what was done. Else a cut about the largest changed face, enlarged by a whole factor
 * where the face is small; of a frame that was enlarged a cut at the result's own pixels, where nobody is changed the
 * one with the strongest edges.
 * @param cell at most the result's size, and of its shape
 */
export function chooseView({ before, after, faces }: PreviewMoment, cell: Size): View {
  const factor = after.width / before.width;
  const shrunk = cell.width / after.width;
  const face = faces.toSorted((a, b) => boxSize(b) - boxSize(a))[0];
  const side = face === undefined ? undefined : boxSize(face) * factor;
  const isSeen = side === undefined || side * shrunk >= visibleFacePx;
  if (isSeen && (factor === 1 || shrunk === 1)) return wholeView(cell);
  const isSeenUnshrunk = side === undefined || (factor > 1 && side >= visibleFacePx);
  const zoom = isSeenUnshrunk ? 1 : Math.max(1, Math.min(mostZoom, Math.floor(cell.height / (cutOverFace * side))));
  const full = { width: after.width * zoom, height: after.height * zoom };
  const perPixel = factor * zoom;
  const window = { width: cell.width / perPixel, height: cell.height / perPixel };
  const centre = face === undefined ? busiestPlace(before, window) : boxCentre(face);
  const start = (middle: number, length: number, whole: number): number =>
    Math.max(0, Math.min(whole - length, Math.round(middle * perPixel - length / 2)));
  return {
    full,
    left: start(centre.x, cell.width, full.width),
    top: start(centre.y, cell.height, full.height),
  };
}
