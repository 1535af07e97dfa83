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
