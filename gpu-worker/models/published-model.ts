import * as z from 'zod';
import { modelNameSchema } from '../../contract/task-options.ts';
import { faceTemplates } from '../faces/templates.ts';

/** What a model is for. */
export const modelPurposes = [
  'detector',
  'landmarker',
  'recognizer',
  'classifier',
  'masker',
  'swapper',
  'embedding-converter',
  'enhancer',
  'frame-enhancer',
  'frame-colouriser',
  'content-screen',
] as const;
export type ModelPurpose = (typeof modelPurposes)[number];

export const detectorKinds = ['yunet', 'scrfd', 'yoloface'] as const;
/** Masks: what lies before the face, or the face's regions. */
export const maskerKinds = ['occluder', 'parser'] as const;
/** Colourisers: one answers a and b of L*a*b*, the other red, green and blue. */
export const colouriserKinds = ['ddcolor', 'deoldify'] as const;
/** Which of the ways to feed and read a model of its purpose, where there are several. */
export const modelKinds = [...detectorKinds, ...maskerKinds, ...colouriserKinds] as const;
export type ModelKind = (typeof modelKinds)[number];

const threeNumbers = z.tuple([z.number(), z.number(), z.number()]);

/** What a picture's samples of 0..255 become before the model sees them: `(sample / divisor - mean) / std`. */
export const normalisationSchema = z.strictObject({
  order: z.enum(['RGB', 'BGR']),
  /** Planes one after another, or pixels one after another. */
  layout: z.enum(['NCHW', 'NHWC']),
  divisor: z.number().positive(),
  /** In the order of the channels. */
  mean: threeNumbers,
  std: threeNumbers,
});
export type Normalisation = z.infer<typeof normalisationSchema>;

/** Which of a model's numbers are black and white in the picture that it puts out. */
export const outputRanges = ['0..1', '-1..1'] as const;
export type OutputRange = (typeof outputRanges)[number];

/**
 * What a swapper takes for a person: the embedding through the map in its own file, with length 1 or as it is (both
 * converted first, where the row needs a converter), or the person's face.
 */
export const identityForms = ['mapped', 'unit', 'raw', 'picture'] as const;
export type IdentityForm = (typeof identityForms)[number];

const templateNames = Object.keys(faceTemplates);
const templateSchema = z.custom<keyof typeof faceTemplates>(
  (value) => typeof value === 'string' && templateNames.includes(value),
);

/** How a swapper that is shown the person's face wants it. */
export const sourcePictureSchema = z.strictObject({
  template: templateSchema,
  /** Side of the square, pixels. */
  size: z.int().positive(),
  normalisation: normalisationSchema,
});
export type SourcePicture = z.infer<typeof sourcePictureSchema>;

export const publishedModelSchema = z
  .strictObject({
    /** The file's name without `.onnx`, in FaceFusion's folder and in ours. */
    name: modelNameSchema,
    purpose: z.enum(modelPurposes),
    kind: z.enum(modelKinds).optional(),
    /** FaceFusion's `base_name`: the release (GitHub) or repository (Hugging Face) that holds the file. */
    release: z.string().regex(/^models-\d+\.\d+\.\d+$/),
    vendor: z.string().min(1),
    /** As FaceFusion 3.8.1 states it in its code; not verified at the vendor. */
    licence: z.string().min(1),
    year: z.int().min(2015).max(2100),
    /** Input width and height in pixels, where FaceFusion names one. */
    size: z.tuple([z.int().positive(), z.int().positive()]).optional(),
    /** How a face is aligned to the crop. */
    template: templateSchema.optional(),
    normalisation: normalisationSchema.optional(),
    output: z.enum(outputRanges).optional(),
    identity: z.enum(identityForms).optional(),
    sourcePicture: sourcePictureSchema.optional(),
    precision: z.enum(['fp32', 'fp16']),
    /** A frame enhancer's tile in pixels: its side and FaceFusion's two paddings. */
    tile: z.tuple([z.int().positive(), z.int().min(0), z.int().min(0)]).optional(),
    /** By how much a frame enhancer enlarges. */
    scale: z.int().min(2).max(8).optional(),
    /** Other models without which this one is of no use, by name. */
    needs: z.array(modelNameSchema).readonly(),
    /** Whether this version of Faceline runs it. */
    runs: z.boolean(),
    /** Why not, in one line. */
    reason: z.string().min(10).max(160).optional(),
    /** What of it nobody checked against the file itself, in one line; the report of a task that uses it says so. */
    unverified: z.string().startsWith('Contract not verified: ').max(200).optional(),
  })
  .refine((row) => row.runs === (row.reason === undefined), 'a row that does not run says why, and only such a row');

/** One model file that FaceFusion 3.8.1 publishes. */
export type PublishedModel = z.infer<typeof publishedModelSchema>;

/** The same value for each of three channels. */
const each = (value: number): [number, number, number] => [value, value, value];
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

export const arcface = 'arcface_w600k_r50';

/** Square pixels. */
export const square = (side: number): [number, number] => [side, side];
