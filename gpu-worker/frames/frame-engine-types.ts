import type { FaceTask } from '../../contract/face-task.ts';
import type { Step } from '../../contract/processors/processors.ts';
import type { FaceRecord } from '../faces/face-record.ts';
import type { FaceOutcome, ToldFace } from '../faces/face-stages.ts';
import type { LandmarkWish } from '../finding/find-landmarks.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { RgbPixels } from '../pixels/rgb-pixels.ts';
import type { FrameRecipe, SourcePictures } from '../processors/frame-recipe.ts';
import type { FrameTimings } from '../processors/processor.ts';

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

/** How the face of a photo is looked for: as those of the task's frames are. */
export type PhotoAnalysis = LandmarkWish & Pick<FaceTask['analysis'], 'detector'>;

export interface PhotoFace {
  /** Faces in the photo; the embedding is the largest one's. */
  readonly faceCount: number;
  readonly embedding: Float32Array;
  /** The same face for swappers that are shown a picture. */
  readonly pictures?: SourcePictures;
}

/** Work on a whole frame for which a model may give no usable numbers: finding its faces, or a step. */
export type FrameWork = 'detect' | Step['name'];

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
