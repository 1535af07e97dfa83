import type { DetectedFace } from './detected-face.ts';
import { boxArea } from './geometry.ts';

/** All faces, large to small by the area of their boxes; equal areas keep the detector's order. */
export function largeToSmall(faces: readonly DetectedFace[]): DetectedFace[] {
  return [...faces].sort((a, b) => boxArea(b.box) - boxArea(a.box));
}
