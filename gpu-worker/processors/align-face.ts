import type { DetectedFace } from '../faces/detected-face.ts';
import { fitSimilarity } from '../faces/similarity.ts';
import { type AffineMatrix, isFiniteMatrix, type Point } from '../pixels/geometry.ts';

/** Stored frame pixels to crop pixels; undefined when the face's five points coincide. */
export function alignFace(face: DetectedFace, cropPoints: readonly Point[]): AffineMatrix | undefined {
  const matrix = fitSimilarity(face.points, cropPoints);
  const usable = isFiniteMatrix(matrix) && (matrix[0] !== 0 || matrix[1] !== 0);
  return usable ? matrix : undefined;
}
