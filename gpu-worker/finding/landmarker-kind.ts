import type { ModelContract } from '../models/model-contract.ts';
import type { AffineMatrix, Point } from '../pixels/geometry.ts';

export interface FoundLandmarks {
  /** In stored frame pixels. */
  readonly points68: readonly Point[];
  /** 0..1. */
  readonly score: number;
}

/** What one landmarker answers, and how it is read; all are fed alike. */
export interface LandmarkerKind extends Omit<ModelContract, 'inputs'> {
  /**
   * @param outputs the model's, in their order
   * @param matrix stored frame pixels to crop pixels
   * @param cropSize side of the crop, pixels
   * @returns undefined when the numbers are of no use
   */
  read(outputs: readonly Float32Array[], matrix: AffineMatrix, cropSize: number): FoundLandmarks | undefined;
}

/** Side of the grid in which landmarkers count their points. */
export const gridSize = 64;
