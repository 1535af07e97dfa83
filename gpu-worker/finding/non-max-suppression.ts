import type { DetectedFace } from '../faces/detected-face.ts';
import { boxArea, type PixelBox, sharedArea } from '../pixels/geometry.ts';

/**
 * Of boxes that overlap by more than `maxOverlap` (intersection over union) only the best score stays.
 * The result is ordered by descending score, as OpenCV's `NMSBoxes` orders it.
 */
export function suppressOverlaps(faces: readonly DetectedFace[], maxOverlap: number): DetectedFace[] {
  const kept: DetectedFace[] = [];
  for (const face of [...faces].sort((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlapOf(face.box, other.box) <= maxOverlap)) kept.push(face);
  }
  return kept;
}

function overlapOf(a: PixelBox, b: PixelBox): number {
  const shared = sharedArea(a, b);
  const union = boxArea(a) + boxArea(b) - shared;
  // OpenCV takes two empty boxes for the same box.
  return union <= 0 ? 1 : shared / union;
}
