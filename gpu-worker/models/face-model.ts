import type { FaceTemplate } from '../faces/templates.ts';
import { clampLevel } from '../pixels/clamp.ts';
import type { AlignedFacts, OutputRange } from './model-facts.ts';

/** A model that is shown an aligned face and answers with one. */
export interface FaceModelFacts extends AlignedFacts {
  readonly output: OutputRange;
}

/** A model that turns an aligned crop into another of the same size. */
export interface FaceModel {
  readonly template: FaceTemplate;
  /** Side of the crop, pixels. */
  readonly size: number;
  /** Planes red, green, blue, 0..255: the caller fills it before every run, which overwrites it. */
  readonly crop: Float32Array;
  close(): Promise<void>;
}

/** Scale and shift that bring a model's output to levels of 0..255. */
export const toLevels: Readonly<Record<OutputRange, readonly [number, number]>> = {
  '0..1': [255, 0],
  '-1..1': [127.5, 127.5],
};

/**
 * Brings a model's output to planes of 0..255 in place: `value * scale + shift`, clamped.
 * Undefined when the numbers are of no use: not finite, or all the same.
 */
export function usablePixels(values: Float32Array, scale: number, shift: number): Float32Array | undefined {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    // Infinities and NaN alike.
    if (value - value !== 0) return undefined;
    if (value < least) least = value;
    if (value > most) most = value;
    values[i] = clampLevel(value * scale + shift);
  }
  return most > least ? values : undefined;
}
