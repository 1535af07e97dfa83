import type { FrameLayout } from '../../pixels/frame-layout.ts';
import type { Tile } from './plan-tiles.ts';

/** The kept part of a tile, enlarged. */
interface EnlargedPixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, `3 * width * height` values, 0..255, not rounded. */
  readonly planes: Float32Array;
}

/** Where each enlarged pixel lies between two pixels of the tile. The frame's edge is repeated. */
function tapsOf(first: number, count: number, origin: number, length: number, scale: number) {
  const taps = { near: new Int32Array(count), far: new Int32Array(count), share: new Float64Array(count) };
  for (let i = 0; i < count; i += 1) {
    const position = Math.min(length - 1, Math.max(0, (first * scale + i + 0.5) / scale - 0.5));
    const near = Math.floor(position);
    taps.near[i] = near - origin;
    taps.far[i] = Math.min(length - 1, near + 1) - origin;
    taps.share[i] = position - near;
  }
  return taps;
}

/**
 * The part of a tile that is kept, `scale` times as large: what a model made, over the plainly enlarged frame (linear,
 * half-pixel centres).
 */
export function blendTile(given: {
  /** The tile as read, planes of `side * side`. */
  readonly planes: Float32Array;
  readonly side: number;
  readonly tile: Tile;
  readonly frame: Pick<FrameLayout, 'width' | 'height'>;
  readonly scale: number;
  /** Planes of `(side * scale)²`; undefined: plainly enlarged. */
  readonly made: Float32Array | undefined;
  /** 0..1. */
  readonly blend: number;
  /** Whether FaceFusion's 8-bit steps are taken: the plain one is rounded, the made one truncated. */
  readonly stepped: boolean;
}): EnlargedPixels {
  const { planes, side, tile, frame, scale, made, stepped } = given;
  const blend = made === undefined ? 0 : given.blend;
  const width = (tile.x2 - tile.x1) * scale;
  const height = (tile.y2 - tile.y1) * scale;
  const columns = tapsOf(tile.x1, width, tile.left, frame.width, scale);
  const rows = tapsOf(tile.y1, height, tile.top, frame.height, scale);
  const large = side * scale;
  const [madeX, madeY] = [(tile.x1 - tile.left) * scale, (tile.y1 - tile.top) * scale];
  const blended = new Float32Array(3 * width * height);
  for (let channel = 0, out = 0; channel < 3; channel += 1) {
    const plane = channel * side * side;
    const madePlane = channel * large * large;
    for (let y = 0; y < height; y += 1) {
      const upper = plane + rows.near[y]! * side;
      const lower = plane + rows.far[y]! * side;
      const rowShare = rows.share[y]!;
      const madeRow = madePlane + (madeY + y) * large + madeX;
      for (let x = 0; x < width; x += 1, out += 1) {
        const near = columns.near[x]!;
        const far = columns.far[x]!;
        const share = columns.share[x]!;
        const above = planes[upper + near]! + (planes[upper + far]! - planes[upper + near]!) * share;
        const below = planes[lower + near]! + (planes[lower + far]! - planes[lower + near]!) * share;
        const exact = above + (below - above) * rowShare;
        const plain = stepped ? Math.round(exact) : exact;
        const model = blend === 0 ? plain : made![madeRow + x]!;
        blended[out] = plain + ((stepped ? Math.trunc(model) : model) - plain) * blend;
      }
    }
  }
  return { width, height, planes: blended };
}
