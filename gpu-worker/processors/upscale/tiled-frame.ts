import { colourCoefficients } from '../../pixels/colour.ts';
import type { FrameLayout } from '../../pixels/frame-layout.ts';
import { type WrittenFrame, writeRgbTile, writeYuvTile } from '../../pixels/write-tile.ts';
import { blendTile } from './blend-tile.ts';
import { planTiles, type Tile, type Tiling } from './plan-tiles.ts';
import { readTile } from './read-tile.ts';

/** A frame as an upscaler works on it. */
interface TiledFrame {
  readonly tiles: readonly Tile[];
  /** Planes red, green, blue of the tile, 0..255; valid until the next read. */
  read(tile: Tile): Float32Array;
  /**
   * Writes a tile that was read last.
   * @param made planes of the enlarged tile, 0..255; undefined: plainly enlarged
   * @param blend share of what was made over the plainly enlarged frame, 0..1
   */
  write(tile: Tile, made: Float32Array | undefined, blend: number, into: WrittenFrame): void;
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
