import * as z from 'zod';
import { pieceOptions, wholeSource } from './piece.ts';
import { useSchema } from './use.ts';

/** A model's name: its file's name without `.onnx`, so never a path. */
export const modelNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, 'expected a model name such as inswapper_128')
  .refine((name) => !name.includes('..'), 'a model name has no ".."');

const modelOrNoneSchema = z.union([z.literal('none'), modelNameSchema]);
const percentSchema = z.number().min(0).max(100);
/** Per cent of each side: top, right, bottom, left. */
export const sidesSchema = z.tuple([percentSchema, percentSchema, percentSchema, percentSchema], {
  error: 'expected four numbers (top, right, bottom, left)',
});

/** FaceFusion's angles. */
export const detectorAnglesSchema = z
  .array(z.literal([0, 90, 180, 270]))
  .min(1)
  .refine((angles) => new Set(angles).size === angles.length, { error: 'expected every angle once' });

export const encoderPresets = [
  'ultrafast',
  'superfast',
  'veryfast',
  'faster',
  'fast',
  'medium',
  'slow',
  'slower',
  'veryslow',
] as const;

/** What may bound the new face in its crop. FaceFusion's names. */
export const maskKinds = ['box', 'occlusion', 'region', 'area'] as const;
/** Parts of a face that a parser tells apart. FaceFusion's names. */
export const faceRegions = [
  'skin',
  'left-eyebrow',
  'right-eyebrow',
  'left-eye',
  'right-eye',
  'glasses',
  'nose',
  'mouth',
  'upper-lip',
  'lower-lip',
] as const;
/** Parts of a face bounded by landmarks. FaceFusion's names. */
export const faceAreas = ['upper-face', 'lower-face', 'mouth'] as const;

/** In which order faces are worked on, and which of them is the one. FaceFusion's names. */
export const faceOrders = [
  'large-small',
  'small-large',
  'left-right',
  'right-left',
  'top-bottom',
  'bottom-top',
  'best-worst',
  'worst-best',
] as const;
/** What a face selector may ask for of a classifier. FaceFusion's names; race is none of them, on purpose. */
export const genders = ['female', 'male'] as const;
/** No face is told to be older than this, years. */
export const oldestAge = 100;

/** Sides of the square that a colouriser is shown, pixels. FaceFusion's. */
export const colouriserSizes = [192, 256, 384, 512] as const;

/** What may be drawn of a face: shapes, and words beside its box. */
export const debugItems = [
  'box',
  'landmarks-5',
  'landmarks-68',
  'mask',
  'paste-box',
  'score',
  'angle',
  'track',
  'outcome',
] as const;

/** A list of some of these names, each once. */
const someOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z
    .array(z.enum(names))
    .min(1)
    .refine((values) => new Set(values).size === values.length, { error: 'expected every name once' });

/**
 * What a user may ask for, in one flat object: the same in object metadata, manifests, presets and on the
 * command line. Everything is optional there; {@link defaultOptions} fills the rest.
 */
const fields = {
  /** Face detector; or `many`: retinaface_10g, scrfd_2.5g and yoloface_8n together. */
  detector: modelNameSchema,
  /** Least score of a face, 0..1. */
  detectorScore: z.number().min(0).max(1),
  /** Degrees by which frames are turned, against the clock, to look for faces; each costs a look. */
  detectorAngles: detectorAnglesSchema,
  /** Black around a frame while faces are looked for, per cent; one number, or top, right, bottom, left. */
  detectorMargin: z.union([percentSchema, sidesSchema]),
  /** Landmarker, many (2dfan4 and peppa_wutz, the surer one), or none: five detector points align the face. */
  landmarker: modelOrNoneSchema,
  /** Least score of a landmarker's 68 points whose five then align the face, 0..1. */
  landmarkerScore: z.number().min(0).max(1),
  /** Which target faces: all of a frame, or only the first in their order. */
  faces: z.enum(['many', 'one']),
  /** Order of the faces of a frame, as a player shows it. */
  faceOrder: z.enum(faceOrders),
  /** Only faces that a classifier takes for this gender. */
  selectGender: z.enum(['any', ...genders]),
  /** Only faces whose age class, as a classifier sees it, shares a year with this one… */
  selectAgeFrom: z.int().min(0).max(oldestAge),
  /** …to before this one. 0 to 100 is everybody. */
  selectAgeTo: z.int().min(0).max(oldestAge),
  /** Join faces over frames and fill short gaps; an identity map does so anyway. Costs a second decode. */
  tracks: z.boolean(),
  /** Smooth the points of tracked faces over so many frames on each side, 0 to 15; 0 is none. More than 0 tracks. */
  smoothing: z.int().min(0).max(15),
  /** Swapper, or none: restoration only. */
  swapper: modelOrNoneSchema,
  /** How much of the source identity, 0..1; 0.5 is the model's own balance. */
  swapperWeight: z.number().min(0).max(1),
  /** How far the new face's colours are moved to those of the target's skin, per cent; 0 is not at all. */
  swapperColourMatch: percentSchema,
  /** Side of the swapped face in pixels, a multiple of the swapper's own; 0 is its own. */
  pixelBoost: z.union([z.literal(0), z.int().min(64).max(2048)]),
  /** Enhancer, or none. */
  enhancer: modelOrNoneSchema,
  /** Share of the enhanced frame, per cent. */
  enhancerBlend: percentSchema,
  /** Fidelity input of enhancers that have one (CodeFormer), 0..1. */
  enhancerWeight: z.number().min(0).max(1),
  /** Upscaler of whole frames, or none. The result is larger than the source. */
  upscaler: modelOrNoneSchema,
  /** Share of the upscaler's picture over the plainly enlarged one, per cent. */
  upscalerBlend: percentSchema,
  /** Colouriser of whole frames, or none. */
  colouriser: modelOrNoneSchema,
  /** Side of the square in which the colouriser sees a frame, pixels. FaceFusion's sizes. */
  colouriserSize: z.literal(colouriserSizes),
  /** Share of the coloured frame, per cent. */
  colouriserBlend: percentSchema,
  /** Draw on every frame what is known of its faces. */
  debug: z.boolean(),
  /** What is drawn. */
  debugItems: someOf(debugItems),
  /** Only decode and encode, where no other step is asked for. */
  transcode: z.boolean(),
  /** Masks of the swapped face; the least of them counts at every pixel. */
  masks: someOf(maskKinds),
  /** Model of the mask `occlusion`. */
  occluder: modelNameSchema,
  /** Model of the mask `region`. */
  parser: modelNameSchema,
  /** What the mask `region` keeps of the new face. */
  regions: someOf(faceRegions),
  /** What the mask `area` keeps of the new face. */
  areas: someOf(faceAreas),
  /** Softness of the box mask, 0..1. */
  maskBlur: z.number().min(0).max(1),
  /** Padding of the box mask in per cent of the crop: top, right, bottom, left. */
  maskPadding: sidesSchema,
  ...pieceOptions,
  /** What the result is for: models whose licence does not permit that are refused. */
  use: useSchema,
  /** x264's constant rate factor, 0 (lossless) to 51. */
  crf: z.int().min(0).max(51),
  /** x264's speed preset. */
  encoderPreset: z.enum(encoderPresets),
};

export const taskOptionsSchema = z.strictObject(fields).partial();
export type TaskOptions = z.infer<typeof taskOptionsSchema>;

export const completeOptionsSchema = z.strictObject(fields);
export type CompleteOptions = z.infer<typeof completeOptionsSchema>;

/** Every default of Faceline's pictures, written once. FaceFusion 3.8.1's, but for models and crf. */
export const defaultOptions: CompleteOptions = {
  detector: 'yunet_2023_mar',
  detectorScore: 0.5,
  detectorAngles: [0],
  detectorMargin: 0,
  landmarker: 'none',
  landmarkerScore: 0.5,
  faces: 'many',
  faceOrder: 'large-small',
  selectGender: 'any',
  selectAgeFrom: 0,
  selectAgeTo: oldestAge,
  tracks: false,
  smoothing: 0,
  swapper: 'inswapper_128',
  swapperWeight: 0.5,
  swapperColourMatch: 0,
  pixelBoost: 0,
  enhancer: 'none',
  enhancerBlend: 80,
  enhancerWeight: 0.5,
  upscaler: 'none',
  upscalerBlend: 80,
  colouriser: 'none',
  colouriserSize: 256,
  colouriserBlend: 100,
  debug: false,
  debugItems: ['box', 'landmarks-5', 'mask', 'score', 'track', 'outcome'],
  transcode: false,
  masks: ['box'],
  occluder: 'xseg_1',
  parser: 'bisenet_resnet_34',
  regions: [...faceRegions],
  areas: [...faceAreas],
  maskBlur: 0.3,
  maskPadding: [0, 0, 0, 0],
  ...wholeSource,
  use: 'any',
  crf: 16,
  encoderPreset: 'veryfast',
};

/** Named bundles of options; a task's own options come on top. */
export const presets: Readonly<Record<string, TaskOptions>> = {
  // Their names ask for a swapper, so they do.
  swap: { swapper: defaultOptions.swapper },
  'swap-restore': { swapper: defaultOptions.swapper, enhancer: 'gfpgan_1.4' },
  restore: { swapper: 'none', enhancer: 'gfpgan_1.4' },
  upscale: { swapper: 'none', upscaler: 'real_esrgan_x2' },
  colourise: { swapper: 'none', colouriser: 'ddcolor' },
  transcode: { swapper: 'none', transcode: true },
};

/** What bounds one task. */
export const limitsSchema = z.strictObject({
  /** Longest side of a picture, pixels. */
  maxSidePx: z.int().min(16).max(16384),
  /** Most pixels of a picture. */
  maxPixels: z.int().min(256),
  /** How long a task waits for a person's first photo, seconds. */
  personWaitS: z.int().min(0).max(43200),
  /** How long one attempt may run, seconds. SQS keeps a message invisible for 12 h at most. */
  deadlineS: z.int().min(1).max(42600),
});
export type Limits = z.infer<typeof limitsSchema>;

export const defaultLimits: Limits = {
  maxSidePx: 8192,
  maxPixels: 36_000_000,
  personWaitS: 900,
  deadlineS: 39_600,
};
