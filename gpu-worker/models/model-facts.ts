import type { FaceTemplate } from '../faces/templates.ts';

/** What a picture's samples of 0..255 become before the model sees them: `(sample / divisor - mean) / std`. */
export interface Normalisation {
  readonly order: 'RGB' | 'BGR';
  /** Planes one after another, or pixels one after another. */
  readonly layout: 'NCHW' | 'NHWC';
  readonly divisor: number;
  /** In the order of the channels. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** Which of a model's numbers are black and white in the picture that it puts out. */
export type OutputRange = '0..1' | '-1..1';

/** A model that is shown a square picture: its side in pixels, and how it is brought to the model's numbers. */
export interface PictureFacts {
  readonly size: number;
  readonly normalisation: Normalisation;
}

/** What a model is shown that is fed numbers only. */
export const noPicture = 'numbers, no picture';

/** A model that is shown aligned faces. */
export interface AlignedFacts extends PictureFacts {
  readonly template: FaceTemplate;
}

/** The same value for each of three channels. */
const each = (value: number) => [value, value, value] as const;
const plain = { order: 'RGB', layout: 'NCHW', divisor: 255, mean: each(0), std: each(1) } as const;

/** The ways FaceFusion's models want their pictures (docs/model-contracts.md §1, §3, §4, §7, §8). */
export const normalisations = {
  /** RGB, 0..1. */
  unit: plain,
  /** RGB, -1..1. */
  centred: { ...plain, mean: each(0.5), std: each(0.5) },
  imageNet: { ...plain, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  /** The constants of openai/CLIP's own preprocessing. */
  clip: { ...plain, mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] },
  bgrUnit: { ...plain, order: 'BGR' },
  bgrUnitPixels: { ...plain, order: 'BGR', layout: 'NHWC' },
  /** RGB as it is, 0..255. */
  raw: { ...plain, divisor: 1 },
  /** BGR as it is, 0..255. */
  bgrRaw: { ...plain, order: 'BGR', divisor: 1 },
  /** BGR, `(x - 127.5) / 128`. */
  bgr128: { ...plain, order: 'BGR', divisor: 1, mean: each(127.5), std: each(128) },
  /** RGB, `x / 127.5 - 1`. */
  arcface: { ...plain, divisor: 127.5, mean: each(1) },
} as const satisfies Record<string, Normalisation>;
