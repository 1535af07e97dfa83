import type { FaceTask } from '../../contract/face-task.ts';
import type { DetectedFace } from '../faces/detected-face.ts';
import type { FaceRecord } from '../faces/face-record.ts';
import type { FaceTreatment, ToldFace } from '../faces/face-stages.ts';
import { type FaceTraits, traitsFit } from '../faces/face-traits.ts';
import type { FaceModels } from '../models/loaded-models.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import { classifierName, classifierRole } from './classifier.ts';

type Select = FaceTask['analysis']['select'];

/** Faces with what a classifier takes them for, where a selector asks for it; else no model runs. */
export async function withTraits(
  models: FaceModels,
  frame: FramePixels,
  faces: readonly DetectedFace[],
  select: Select,
): Promise<readonly FaceRecord[]> {
  if (select === undefined) return faces;
  const known: FaceRecord[] = [];
  for (const face of faces) {
    const traits = await models.get(classifierRole, classifierName).classify(frame, face.points);
    known.push(traits === undefined ? face : { ...face, traits });
  }
  return known;
}

/** Why a selector leaves a face alone; undefined when it does not. */
export function whyUnselected(
  traits: FaceTraits | undefined,
  select: Select,
): 'unselected' | 'unclassified' | undefined {
  if (select === undefined) return undefined;
  if (traits === undefined) return 'unclassified';
  return traitsFit(traits, select) ? undefined : 'unselected';
}

/** Whether a selector by traits left a face alone: such a face is not the one of a frame either. */
export const isPassedOver = (treatment: FaceTreatment | undefined): boolean =>
  treatment === 'unselected' || treatment === 'unclassified';

/** The faces of a frame that stands by itself; those that the selector is not for are told to be left alone. */
export function tellUnselected(faces: readonly FaceRecord[], select: Select): readonly (DetectedFace | ToldFace)[] {
  return faces.map((face) => {
    const treatment = whyUnselected(face.traits, select);
    return treatment === undefined ? face : { ...face, treatment, interpolated: false };
  });
}
