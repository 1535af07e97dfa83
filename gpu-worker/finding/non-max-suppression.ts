import type { DetectedFace } from '../faces/detected-face.ts';
import { boxArea, type PixelBox } from '../pixels/geometry.ts';

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
  const shared = boxArea({
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
    x2: Math.min(a.x2, b.x2),
    y2: Math.min(a.y2, b.y2),
  });
  const union = boxArea(a) + boxArea(b) - shared;
  // OpenCV takes two empty boxes for the same box.
  return union <= 0 ? 1 : shared / union;
}
