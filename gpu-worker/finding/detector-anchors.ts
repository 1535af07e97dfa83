import type { ModelContract } from '../models/model-contract.ts';
import type { CanvasFace } from './canvas-to-stored.ts';

/** Grid steps of all detectors, pixels of the canvas. */
export const strides = [8, 16, 32] as const;

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

/** How many values each grid gives, one a stride: rows of `width` values, `perCell` rows a cell. */
export const gridLengths = (canvasSize: number, perCell: number, width: number): number[] =>
  strides.map((stride) => Math.floor(canvasSize / stride) ** 2 * perCell * width);

/** How one kind of detector is fed and read. */
export interface DetectorFormat {
  readonly contract: ModelContract;
  /** Values of each output. A file with free dimensions shows only when it runs whether it has the right grid. */
  readonly lengths: readonly number[];
  /**
   * Faces in canvas pixels, overlapping ones too.
   * @param least score, 0..1
   */
  decode(outputs: readonly Float32Array[], canvasSize: number, least: number): CanvasFace[];
}
