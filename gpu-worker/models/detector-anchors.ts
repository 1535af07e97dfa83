/** Grid steps of both detectors, pixels of the canvas. */
export const strides = [8, 16, 32] as const;

/** What one candidate's numbers say, in canvas pixels: box (x1, y1, x2, y2), then five points. */
export type Candidate = readonly number[];

/** Called for every grid cell: `index` counts the rows of the model's output, `x` and `y` are the cell's corner. */
export function forEachAnchor(
  canvasSize: number,
  stride: number,
  perCell: number,
  visit: (index: number, x: number, y: number) => void,
): void {
  const cells = Math.floor(canvasSize / stride);
  let index = 0;
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      for (let repeat = 0; repeat < perCell; repeat += 1) {
        visit(index, column * stride, row * stride);
        index += 1;
      }
    }
  }
}

/** One face in canvas pixels. */
export interface CanvasFace {
  readonly score: number;
  readonly box: readonly [number, number, number, number];
  /** x and y of five points. */
  readonly points: readonly number[];
}
