import { colourCoefficients } from '../../pixels/colour.ts';
import type { FrameLayout } from '../../pixels/frame-layout.ts';
import { writeRgbTile, writeYuvTile } from '../../pixels/write-tile.ts';
import { blendTile } from './blend-tile.ts';
import { readTile } from './read-tile.ts';

/** The tile's side and two paddings in pixels of the source, and by how much it is enlarged. */
export interface Tiling {
  readonly tile: readonly [number, number, number];
  readonly scale: number;
}

/** What of a frame a tile is made from, and what of it is made; source pixels. */
export interface Tile {
  /** Top left corner of what the model sees; may lie outside the frame, where everything is black. */
  readonly left: number;
  readonly top: number;
  /** What is kept of it. */
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** A frame in another size, in the memory it is written to. */
export interface EnlargedFrame {
  readonly bytes: Uint8Array;
  readonly layout: FrameLayout;
}

/** A frame as an upscaler works on it. */
export interface TiledFrame {
  readonly tiles: readonly Tile[];
  /** Planes red, green, blue of the tile, 0..255; valid until the next read. */
  read(tile: Tile): Float32Array;
  /**
   * Writes a tile that was read last.
   * @param made planes of the enlarged tile, 0..255; undefined: plainly enlarged
   * @param blend share of what was made over the plainly enlarged frame, 0..1
   */
  write(tile: Tile, made: Float32Array | undefined, blend: number, into: EnlargedFrame): void;
}

export const enlargedLayout = (layout: FrameLayout, scale: number): FrameLayout => ({
  ...layout,
  width: layout.width * scale,
  height: layout.height * scale,
});

/**
 * FaceFusion's tiles: the frame inside a black border of the first padding, cut into parts that each see the second
 * padding around them (docs/model-contracts.md §7).
 */
export function planTiles(width: number, height: number, [side, border, margin]: Tiling['tile']): Tile[] {
  const core = side - 2 * margin;
  const tiles: Tile[] = [];
  for (let y = -border; y < height; y += core) {
    for (let x = -border; x < width; x += core) {
      const tile = {
        left: x - margin,
        top: y - margin,
        x1: Math.max(0, x),
        y1: Math.max(0, y),
        x2: Math.min(width, x + core),
        y2: Math.min(height, y + core),
      };
      if (tile.x2 > tile.x1 && tile.y2 > tile.y1) tiles.push(tile);
    }
  }
  return tiles;
}

/** @param source the frame's bytes, not the memory that is written to */
export function openTiledFrame(source: Uint8Array, layout: FrameLayout, { tile, scale }: Tiling): TiledFrame {
  const [side] = tile;
  const planes = new Float32Array(3 * side * side);
  const coefficients = layout.pixels === 'rgb24' ? undefined : colourCoefficients(layout);
  let lastRead: Tile | undefined;
  const read = (one: Tile): Float32Array => {
    if (lastRead !== one) readTile(source, layout, coefficients, one, side, planes);
    lastRead = one;
    return planes;
  };
  return {
    tiles: planTiles(layout.width, layout.height, tile),
    read,
    write(one, made, blend, into) {
      const pixels = blendTile({
        planes: read(one),
        side,
        tile: one,
        frame: layout,
        scale,
        made,
        blend,
        stepped: coefficients === undefined,
      });
      const box = { x: one.x1 * scale, y: one.y1 * scale, width: pixels.width, height: pixels.height };
      if (coefficients === undefined) writeRgbTile(into, box, pixels.planes);
      else writeYuvTile(into, box, pixels.planes, coefficients);
    },
  };
}
