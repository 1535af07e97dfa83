import type { FaceTask } from '../../contract/face-task.ts';
import type { Processor } from '../../contract/processors.ts';
import type { DetectedFace } from '../faces/detected-face.ts';
import type { FaceRecord } from '../faces/face-record.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { PixelBox } from '../pixels/geometry.ts';
import type { RgbPixels } from '../pixels/rgb-pixels.ts';

export type { InferenceSettings } from '../inference/inference-settings.ts';
export type { ResolvedModel } from '../models/resolved-model.ts';
export type { PixelBox, RgbPixels };

/** What is done to every frame of a task. */
export interface FrameRecipe {
  readonly analysis: FaceTask['analysis'];
  readonly processors: FaceTask['processors'];
  /** Mean raw embedding [512] of the person whom all target faces become; absent without a swapper. */
  readonly identity?: Float32Array;
  /** Mean raw embedding [512] of each person whom an identity map names: what told faces may become. */
  readonly persons?: ReadonlyMap<string, Float32Array>;
  /** Of the same people, by name, where a swapper wants to see them; a single one is the `identity`. */
  readonly pictures?: ReadonlyMap<string, SourcePictures>;
}

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

/** What the first of two passes learns of a frame. */
export interface FrameAnalysis {
  /** With embeddings where they were asked for, and traits where the recipe selects by them. */
  readonly faces: readonly FaceRecord[];
  /** For the search for cuts. */
  readonly histogram: readonly number[];
  /** The detector gave no usable numbers. */
  readonly unusable?: true;
  readonly timings: Pick<FrameTimings, 'detectMs' | 'inferenceMs'>;
}

/** Which landmarker moves the points of a face, and from which score on. */
export type LandmarkWish = Pick<FaceTask['analysis'], 'landmarker' | 'landmarkerScore'>;

/** How the face of a photo is looked for: as those of the task's frames are. */
export type PhotoAnalysis = LandmarkWish & Pick<FaceTask['analysis'], 'detector'>;

export interface PhotoFace {
  /** Faces in the photo; the embedding is the largest one's. */
  readonly faceCount: number;
  readonly embedding: Float32Array;
  /** The same face for swappers that are shown a picture. */
  readonly pictures?: SourcePictures;
}

/** A person's face as a swapper wants to see it, by the swapper's name: planes red, green, blue of 0..255. */
export type SourcePictures = Readonly<Record<string, Float32Array>>;

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

/** Milliseconds of one frame in its frame worker. `inferenceMs` is the part spent inside the models. */
export interface FrameTimings {
  readonly detectMs: number;
  /** Of every step of the recipe that does something, by its name, without what it pasted. */
  readonly steps: Readonly<Record<string, number>>;
  readonly pasteMs: number;
  readonly inferenceMs: number;
}

/** Work on a whole frame for which a model may give no usable numbers: finding its faces, or a step. */
export type FrameWork = 'detect' | Processor['name'];

export interface FrameOutcome {
  readonly faces: readonly FaceOutcome[];
  /** How many content models object to the frame as it came; absent where they were not asked. */
  readonly objections?: number;
  /** Work on the whole frame whose model gave no usable numbers: what came to it went on. */
  readonly unusable?: readonly FrameWork[];
  readonly timings: FrameTimings;
}

/** Sessions and pixel code of one frame worker. One call at a time: inference blocks its thread. */
export interface FrameEngine {
  /** Largest face of a photo. Throws PHOTO_NO_FACE. */
  embedPhoto(image: RgbPixels, analysis: PhotoAnalysis): Promise<PhotoFace>;
  /** What is done to the frames that follow. Works out what is the same in all of them. */
  follow(recipe: FrameRecipe): undefined;
  /** Looks at one frame and changes nothing. Throws FacelineError. */
  analyseFrame(pixels: Uint8Array, layout: FrameLayout, embed: boolean): Promise<FrameAnalysis>;
  /**
   * Works in place on one frame, as the recipe says. Throws FacelineError.
   * @param pixels the frame; room for the larger one where the recipe enlarges
   * @param told the frame's faces, where they are known; else they are searched
   * @param screen asks the content models first
   */
  processFrame(
    pixels: Uint8Array,
    layout: FrameLayout,
    told?: readonly ToldFace[],
    screen?: boolean,
  ): Promise<FrameOutcome>;
  close(): Promise<void>;
}
