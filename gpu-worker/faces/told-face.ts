import type { DetectedFace } from './detected-face.ts';

/**
 * What is done to a face: the processors as the recipe says; nothing, because the identity map says so or does not
 * name it, the selector is not for it, or the classifier could not tell; blur instead; or the processors with one
 * person.
 */
export type FaceTreatment =
  | 'process'
  | 'keep'
  | 'unnamed'
  | 'unselected'
  | 'unclassified'
  | 'blur'
  | { readonly person: string };

/** A face that the analysis of the whole source found, and what is to be done to it. */
export interface ToldFace extends DetectedFace {
  readonly treatment: FaceTreatment;
  /** The detector missed it in this frame. Painted before the faces that were seen: it may lie under one of them. */
  readonly interpolated: boolean;
  /** The track that it belongs to. */
  readonly trackId?: number;
}
