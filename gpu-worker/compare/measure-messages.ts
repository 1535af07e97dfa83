import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { PixelBox } from '../pixels/geometry.ts';
import type { FrameDifference } from './compare-frames.ts';

/** Two frames to compare. They travel as shared memory; nothing is copied. */
export interface MeasureRequest {
  readonly a: SharedArrayBuffer;
  readonly b: SharedArrayBuffer;
  readonly layout: FrameLayout;
  readonly boxes: readonly PixelBox[];
  readonly lumaOnly: boolean;
}

/** Requests carry a number; the reply with the same number answers it. */
export type NumberedMeasureRequest = MeasureRequest & { readonly id: number };
export type MeasureReply =
  | { readonly id: number; readonly difference: FrameDifference }
  | { readonly id: number; readonly problem: string };
