import type { DetectedFace } from '../../face/detected-face.ts';
import { type AffineMatrix, isFiniteMatrix, type Point } from '../../face/geometry.ts';
import { fitSimilarity } from '../../face/similarity.ts';

/** Stored frame pixels to crop pixels; undefined when the face's five points coincide. */
export function alignFace(face: DetectedFace, cropPoints: readonly Point[]): AffineMatrix | undefined {
  const matrix = fitSimilarity(face.points, cropPoints);
  const usable = isFiniteMatrix(matrix) && (matrix[0] !== 0 || matrix[1] !== 0);
  return usable ? matrix : undefined;
}
