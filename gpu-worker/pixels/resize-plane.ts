/** Two neighbours of every output pixel of one axis, and the share of the far one, 0..1. */
interface ResizeTaps {
  readonly near: Int32Array;
  readonly far: Int32Array;
  readonly share: Float64Array;
}

/** Half-pixel centres, no antialiasing, the edge repeated. */
export function resizeTaps(from: number, to: number): ResizeTaps {
  const taps = { near: new Int32Array(to), far: new Int32Array(to), share: new Float64Array(to) };
  for (let i = 0; i < to; i += 1) {
    const position = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    taps.near[i] = Math.floor(position);
    taps.far[i] = Math.min(from - 1, taps.near[i]! + 1);
    taps.share[i] = position - taps.near[i]!;
  }
  return taps;
}

/**
 * Resizes square planes as OpenCV's `resize` does with floats: linear, half-pixel centres, no antialiasing.
 * @param planes one or more planes of `from * from` values, one after another
 * @returns new planes of `to * to` values
 */
export function resizePlanes(planes: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return Float32Array.from(planes);
  const { near, far, share } = resizeTaps(from, to);
  const count = planes.length / (from * from);
  const resized = new Float32Array(count * to * to);
  for (let plane = 0, out = 0; plane < count; plane += 1) {
    for (let y = 0; y < to; y += 1) {
      const upper = plane * from * from + near[y]! * from;
      const lower = plane * from * from + far[y]! * from;
      for (let x = 0; x < to; x += 1, out += 1) {
        const [left, right, part] = [near[x]!, far[x]!, share[x]!];
        const above = planes[upper + left]! * (1 - part) + planes[upper + right]! * part;
        const below = planes[lower + left]! * (1 - part) + planes[lower + right]! * part;
        resized[out] = above + (below - above) * share[y]!;
      }
    }
  }
  return resized;
}
