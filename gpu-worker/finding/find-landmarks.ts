import type { FaceTask } from '../../contract/face-task.ts';
import { findingOptions } from '../../contract/options/finding.ts';
import type { DetectedFace } from '../faces/detected-face.ts';
import { faceAngle, fiveOf68 } from '../faces/face-angle.ts';
import type { FaceModels } from '../models/loaded-models.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import { landmarkerNamed } from './best-landmarks.ts';
import { estimatorName, estimatorRole } from './point-estimator.ts';

/** Which landmarker moves the points of a face, and from which score on. */
export type LandmarkWish = Pick<FaceTask['analysis'], 'landmarker' | 'landmarkerScore'>;

const defaultScore = findingOptions.landmarkerScore.default;

/**
 * Faces with their 68 landmarks, where the analysis wants them (docs/model-contracts.md §3). Where the landmarker is
 * sure, its points align the face instead of the detector's five. The estimator never moves those: it only adds to them.
 */
export async function withLandmarks(
  models: FaceModels,
  frame: FramePixels,
  layout: FrameLayout,
  faces: readonly DetectedFace[],
  { landmarker, landmarkerScore = defaultScore }: LandmarkWish,
): Promise<readonly DetectedFace[]> {
  if (landmarker === 'none') return faces;
  const marked: DetectedFace[] = [];
  for (const face of faces) {
    const estimated = await models.get(estimatorRole, estimatorName).estimate(face.points);
    const looks = landmarker !== estimatorName && landmarkerScore > 0 && estimated !== undefined;
    const found = looks
      ? await landmarkerNamed(models, landmarker).find(frame, layout, face.box, faceAngle(estimated))
      : undefined;
    const points68 = found?.points68 ?? estimated;
    const points = found !== undefined && found.score > landmarkerScore ? fiveOf68(found.points68) : face.points;
    marked.push({ ...face, points, ...(points68 === undefined ? {} : { points68 }) });
  }
  return marked;
}
