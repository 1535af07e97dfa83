import type { ErrorCode } from '../../contract/error-codes.ts';
import type { ToldFace } from '../faces/face-stages.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { ResolvedModel } from '../models/role.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { RgbPixels } from '../pixels/rgb-pixels.ts';
import type { FrameRecipe } from '../processors/frame-recipe.ts';
import type { FrameAnalysis, FrameOutcome, PhotoAnalysis, PhotoFace } from './frame-engine-types.ts';

/** What the main thread asks of a frame worker. Frames travel as shared memory; nothing is copied. */
export type FrameRequest =
  | {
      readonly kind: 'prepare';
      readonly models: readonly ResolvedModel[];
      readonly inference: InferenceSettings;
      /** Most bytes of model files that stay loaded in this frame worker. */
      readonly cacheBytes: number;
    }
  | {
      readonly kind: 'photo';
      readonly image: RgbPixels;
      readonly analysis: PhotoAnalysis;
    }
  | {
      readonly kind: 'frame';
      readonly pixels: SharedArrayBuffer;
      readonly layout: FrameLayout;
      readonly told?: readonly ToldFace[];
      /** Asks the content models first. */
      readonly screen?: true;
    }
  | {
      readonly kind: 'analysis';
      readonly pixels: SharedArrayBuffer;
      readonly layout: FrameLayout;
      readonly embed: boolean;
    }
  /** What is done to the frames that follow. */
  | { readonly kind: 'recipe'; readonly recipe: FrameRecipe }
  /** Ends the thread by itself, after what it is at; what waits behind that is dropped. */
  | { readonly kind: 'close' };

/** What a frame worker answers to each kind. */
export interface FrameAnswers {
  prepare: undefined;
  photo: PhotoFace;
  frame: FrameOutcome;
  analysis: FrameAnalysis;
  recipe: undefined;
  close: undefined;
}

interface ThreadError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
}

/** Requests carry a number; the reply with the same number answers it. */
export type NumberedRequest = { readonly id: number; readonly request: FrameRequest };
export type NumberedReply =
  | { readonly id: number; readonly answer: FrameAnswers[keyof FrameAnswers] }
  | { readonly id: number; readonly error: ThreadError };
