/**
 * One of the `step * step` pictures of which a larger one is made: every `step`th pixel, from row `row` and column
 * `column` on.
 * @param large planes of `(step * size)²` values
 * @param small planes of `size * size` values, filled
 */
export function takePhase(
  large: Float32Array,
  small: Float32Array,
  size: number,
  step: number,
  [row, column]: readonly [number, number],
): void {
  eachPhasePixel(large, size, step, row, column, (at, from) => {
    small[at] = large[from]!;
  });
}

/** Puts a picture back to where {@link takePhase} took it. */
export function putPhase(
  large: Float32Array,
  small: Float32Array,
  size: number,
  step: number,
  [row, column]: readonly [number, number],
): void {
  eachPhasePixel(large, size, step, row, column, (at, to) => {
    large[to] = small[at]!;
  });
}

function eachPhasePixel(
  large: Float32Array,
  size: number,
  step: number,
  row: number,
  column: number,
  visit: (small: number, large: number) => void,
): void {
  const side = size * step;
  const planes = large.length / (side * side);
  for (let plane = 0, at = 0; plane < planes; plane += 1) {
    for (let y = 0; y < size; y += 1) {
      let from = (plane * side + y * step + row) * side + column;
      for (let x = 0; x < size; x += 1, at += 1, from += step) visit(at, from);
    }
  }
}
