import type { FaceTask } from '../../contract/face-task.ts';
import type { FrameLayout } from '../face/frame-layout.ts';

/** A picture in memory: RGB, interleaved, rows without padding, `width * height * 3` bytes. */
export interface RgbPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Left, top, right, bottom in pixels of the stored frame; right and bottom excluded. */
export interface PixelBox {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** A model file, found and checked, ready to be loaded by every frame worker. */
export interface ResolvedModel {
  readonly role: 'detector' | 'landmarker' | 'recognizer' | 'swapper' | 'enhancer';
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly licence: string;
  /** What a user must know of it: no hash beside it, a demo model. */
  readonly note?: string;
}

/** How sessions run. */
export interface InferenceSettings {
  readonly provider: 'cpu' | 'cuda';
  readonly intraOpThreads: number;
}

/** What is done to every frame of a task. */
export interface FrameRecipe {
  readonly analysis: FaceTask['analysis'];
  readonly processors: FaceTask['processors'];
  /** Mean raw embedding [512] of the person whom all target faces become; absent without a swapper. */
  readonly identity?: Float32Array;
}

export interface PhotoFace {
  /** Faces in the photo; the embedding is the largest one's. */
  readonly faceCount: number;
  readonly embedding: Float32Array;
}

export interface FaceOutcome {
  /** In stored frame pixels. */
  readonly box: PixelBox;
  readonly score: number;
  readonly applied: readonly FaceTask['processors'][number]['name'][];
  /** Where pixels may have changed, one box a processor. */
  readonly pasteBoxes: readonly PixelBox[];
  /** Why it was left alone, if it was. */
  readonly skipped?: 'not-selected' | 'too-small' | 'model-output';
}

/** Milliseconds of one frame in its frame worker. `inferenceMs` is the part spent inside the models. */
export interface FrameTimings {
  readonly detectMs: number;
  readonly swapMs: number;
  readonly enhanceMs: number;
  readonly pasteMs: number;
  readonly inferenceMs: number;
}

export interface FrameOutcome {
  readonly faces: readonly FaceOutcome[];
  readonly timings: FrameTimings;
}

/** Sessions and pixel code of one frame worker. One call at a time: inference blocks its thread. */
export interface FrameEngine {
  /** Largest face of a photo. Throws PHOTO_NO_FACE. */
  embedPhoto(image: RgbPixels, detectorScore: number): Promise<PhotoFace>;
  /** Works in place on one frame. Throws FacelineError. */
  processFrame(pixels: Uint8Array, layout: FrameLayout, recipe: FrameRecipe): Promise<FrameOutcome>;
  close(): Promise<void>;
}
