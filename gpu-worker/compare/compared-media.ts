import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { PixelBox } from '../pixels/geometry.ts';
import type { FrameDifference } from './compare-frames.ts';

export interface CompareSettings {
  /** Where the faces of a frame of the first file are, in stored pixels; absent: only the whole picture counts. */
  readonly findBoxes?: (memory: SharedArrayBuffer, layout: FrameLayout) => Promise<readonly PixelBox[]>;
  /** Compares only so many frames; then either video may go on. */
  readonly frames?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: { readonly framesDone: number; readonly framesTotal: number }) => void;
}

/** Takes the frames as they are compared, in order. */
export type FrameSink = (compared: ComparedFrame) => void | Promise<void>;

export interface ComparedFrame {
  readonly frame: number;
  /** Time of the first file's frame, seconds from its start. */
  readonly timeS: number;
  /** Face boxes in it. */
  readonly faces: number;
  readonly difference: FrameDifference;
}

/** What was compared. */
export interface ComparedMedia {
  readonly kind: 'video' | 'image';
  /** Stored size, pixels. */
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
  readonly frames: number;
  /** What is to be known of the figures, each a sentence. */
  readonly notes: readonly string[];
}
