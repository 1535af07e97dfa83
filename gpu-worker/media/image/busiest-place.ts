import type { Point } from '../../pixels/geometry.ts';
import type { RgbPixels } from '../../pixels/rgb-pixels.ts';

/** Side of the blocks that are compared, pixels. */
const blockPx = 16;

/**
 * The middle of the window with the strongest edges: where a picture without faces shows most. Blocks of 16 pixels; of
 * equal windows the one nearest to the picture's middle.
 * @param window its size in pixels of the picture, at most the picture's
 */
export function busiestPlace(picture: RgbPixels, window: { readonly width: number; readonly height: number }): Point {
  const columns = Math.ceil(picture.width / blockPx);
  const rows = Math.ceil(picture.height / blockPx);
  const blocksIn = (side: number): number => Math.max(1, Math.round(side / blockPx));
  const [across, down] = [blocksIn(window.width), blocksIn(window.height)];
  const sums = summedEdges(picture, columns, rows);
  const at = (column: number, row: number): number => sums[row * (columns + 1) + column]!;
  const middle = { x: picture.width / 2, y: picture.height / 2 };
  let best = { ...middle, edges: -1, distance: 0 };
  for (let row = 0; row + down <= rows; row += 1) {
    for (let column = 0; column + across <= columns; column += 1) {
      const [right, lower] = [column + across, row + down];
      const edges = at(right, lower) - at(column, lower) - at(right, row) + at(column, row);
      const [x, y] = [(column + across / 2) * blockPx, (row + down / 2) * blockPx];
      const distance = Math.hypot(x - middle.x, y - middle.y);
      if (edges > best.edges || (edges === best.edges && distance < best.distance)) best = { x, y, edges, distance };
    }
  }
  return { x: best.x, y: best.y };
}

/** Sums of all blocks left of and above each corner of blocks, of the differences between neighbours in green. */
function summedEdges({ width, height, data }: RgbPixels, columns: number, rows: number): Float64Array {
  const sums = new Float64Array((columns + 1) * (rows + 1));
  const blockRow = new Float64Array(columns);
  for (let row = 0; row < rows; row += 1) {
    blockRow.fill(0);
    const last = Math.min(height - 1, (row + 1) * blockPx);
    for (let y = row * blockPx; y < last; y += 1) {
      for (let x = 0, at = 3 * y * width + 1; x + 1 < width; x += 1, at += 3) {
        const green = data[at]!;
        const edge = Math.abs(data[at + 3]! - green) + Math.abs(data[at + 3 * width]! - green);
        blockRow[Math.floor(x / blockPx)]! += edge;
      }
    }
    let line = 0;
    for (const [column, edges] of blockRow.entries()) {
      line += edges;
      sums[(row + 1) * (columns + 1) + column + 1] = sums[row * (columns + 1) + column + 1]! + line;
    }
  }
  return sums;
}
