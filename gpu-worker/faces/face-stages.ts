import type { AffineMatrix, PixelBox } from '../pixels/geometry.ts';
import type { DetectedFace } from './detected-face.ts';

// The life of a face on a frame: detected (detected-face.ts), told what becomes of it, worked on, done.

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

/** A mask and where it lies. Not to be written into. */
interface PastedMask {
  /** `size * size` values 0..1. */
  readonly mask: Float32Array;
  readonly size: number;
  /** Stored frame pixels to crop pixels. */
  readonly matrix: AffineMatrix;
}

/** A face while its frame is worked on. */
export interface TargetFace extends DetectedFace {
  readonly treatment: FaceTreatment;
  readonly applied: string[];
  readonly pasteBoxes: PixelBox[];
  /** The mask of the last paste, for those who want to see it. */
  lastMask?: PastedMask;
  /** Of a face that was joined over frames. */
  readonly trackId?: number;
  skipped?: NonNullable<FaceOutcome['skipped']>;
}

/** A face when its frame is done. */
export interface FaceOutcome {
  /** In stored frame pixels. */
  readonly box: PixelBox;
  readonly score: number;
  /** The steps that changed it, by name; `blur` where an identity map asked for that. */
  readonly applied: readonly string[];
  /** Where pixels may have changed, one box a processor. */
  readonly pasteBoxes: readonly PixelBox[];
  /** Why it was left alone, if it was; behind something applied, why the steps that follow left it. */
  readonly skipped?: 'not-selected' | 'kept' | 'no-identity' | 'too-small' | 'model-output';
}
