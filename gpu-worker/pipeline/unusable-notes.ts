import type { FaceCount } from './count-faces.ts';

/** What a user must know of frames of which a model made nothing usable. */
export function unusableNotes({ unusable, frames }: Pick<FaceCount, 'unusable' | 'frames'>): string[] {
  if (unusable === 0) return [];
  return [`The upscaler gave no usable numbers for ${unusable} of ${frames} frames: they were enlarged without it.`];
}
