const grid = 8;
const levels = 256;

/**
 * Evens out contrast tile by tile, with a limit against noise: OpenCV's CLAHE with 8×8 tiles.
 * @param plane `size * size` whole values 0..255; `size` is a multiple of 8
 * @param limit OpenCV's clipLimit
 * @returns a new plane of whole values 0..255
 */
export function equaliseTiles(plane: Float32Array, size: number, limit: number): Float32Array {
  const side = size / grid;
  const curves = Array.from({ length: grid * grid }, (_, tile) =>
    tileCurve(plane, size, (tile % grid) * side, Math.floor(tile / grid) * side, limit),
  );
  const even = new Float32Array(size * size);
  for (let y = 0, at = 0; y < size; y += 1) {
    const row = between(y, side);
    for (let x = 0; x < size; x += 1, at += 1) {
      const column = between(x, side);
      const level = plane[at]!;
      const value = (tileRow: number, tileColumn: number): number => curves[tileRow * grid + tileColumn]![level]!;
      const above = value(row.near, column.near) * (1 - column.share) + value(row.near, column.far) * column.share;
      const below = value(row.far, column.near) * (1 - column.share) + value(row.far, column.far) * column.share;
      even[at] = Math.round(above * (1 - row.share) + below * row.share);
    }
  }
  return even;
}

/** The tiles whose middles a pixel lies between, and how near it is to the second. */
function between(pixel: number, side: number): { near: number; far: number; share: number } {
  const position = pixel / side - 0.5;
  const near = Math.floor(position);
  return { near: Math.max(0, near), far: Math.min(grid - 1, near + 1), share: position - near };
}

/** What each level of a tile becomes. */
function tileCurve(plane: Float32Array, size: number, left: number, top: number, limit: number): Float32Array {
  const side = size / grid;
  const pixels = side * side;
  const counts = new Int32Array(levels);
  for (let y = top; y < top + side; y += 1) {
    for (let x = left; x < left + side; x += 1) counts[plane[y * size + x]!]! += 1;
  }
  const most = Math.max(1, Math.floor((limit * pixels) / levels));
  let excess = 0;
  for (let level = 0; level < levels; level += 1) {
    excess += Math.max(0, counts[level]! - most);
    counts[level] = Math.min(most, counts[level]!);
  }
  const share = Math.floor(excess / levels);
  let rest = excess - share * levels;
  const step = Math.max(1, Math.floor(levels / Math.max(1, rest)));
  for (let level = 0; level < levels; level += 1) counts[level]! += share;
  for (let level = 0; level < levels && rest > 0; level += step, rest -= 1) counts[level]! += 1;
  const curve = new Float32Array(levels);
  for (let level = 0, sum = 0; level < levels; level += 1) {
    sum += counts[level]!;
    curve[level] = Math.min(255, Math.round((sum * 255) / pixels));
  }
  return curve;
}
