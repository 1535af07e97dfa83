import * as z from 'zod';
import {
  type CompleteOptions,
  colouriserSizes,
  debugItems,
  faceAreas,
  faceRegions,
  modelNameSchema,
} from './task-options.ts';

const distinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

/**
 * Where the new face counts: at every pixel the least of the masks that are there. The box mask is always there unless
 * `box` says no; the others only where they are asked for.
 */
export const maskSchema = z
  .strictObject({
    /** Of the box mask: softness, and padding in per cent of the crop: top, right, bottom, left. */
    blur: z.number().min(0).max(1),
    padding: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    /** False: no box mask. */
    box: z.literal(false).optional(),
    /** Leaves out what lies before the face, as the occluder sees it in the target. */
    occlusion: z.strictObject({ model: modelNameSchema }).optional(),
    /** Only these parts of the new face, as the parser sees them. */
    region: z
      .strictObject({ model: modelNameSchema, regions: z.array(z.enum(faceRegions)).min(1).refine(distinct) })
      .optional(),
    /** Only the hull of these landmarks of the target. */
    area: z.strictObject({ areas: z.array(z.enum(faceAreas)).min(1).refine(distinct) }).optional(),
  })
  .refine(({ box, occlusion, region, area }) => box !== false || (occlusion ?? region ?? area) !== undefined, {
    error: 'expected a mask: without the box there must be occlusion, region or area',
  });
export type FaceMask = z.infer<typeof maskSchema>;

/** One step over a frame; they run in the order given. */
export const processorSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('swap'),
    model: modelNameSchema,
    weight: z.number().min(0).max(1),
    mask: maskSchema,
    /** Side of the face that is made, pixels: a multiple of the model's own. Absent: its own. */
    pixelBoost: z.int().min(64).max(2048).optional(),
    /** How far the new face's colours are moved to the target's skin, per cent. Absent: not at all. */
    colourMatch: z.number().positive().max(100).optional(),
  }),
  z.strictObject({
    name: z.literal('enhance'),
    model: modelNameSchema,
    blend: z.number().min(0).max(100),
    weight: z.number().min(0).max(1),
    mask: maskSchema,
  }),
  /** Colours the whole frame, faces that were changed included. */
  z.strictObject({
    name: z.literal('colourise'),
    model: modelNameSchema,
    /** Side of the square in which the model sees the frame, pixels. */
    size: z.literal(colouriserSizes),
    /** Share of the coloured frame over the frame as it was, per cent. */
    blend: z.number().min(0).max(100),
  }),
  /** Draws what is known of the faces; no model. */
  z.strictObject({ name: z.literal('debug'), items: z.array(z.enum(debugItems)).min(1).refine(distinct) }),
  /** Enlarges the whole frame; the last step of a task. */
  z.strictObject({
    name: z.literal('upscale'),
    model: modelNameSchema,
    /** Share of the model's picture over the plainly enlarged one, per cent. */
    blend: z.number().min(0).max(100),
  }),
  /** Leaves frames as they are: decode and encode, no model. */
  z.strictObject({ name: z.literal('transcode') }),
]);
export type Processor = z.infer<typeof processorSchema>;

/** What the rest of the program has to know of a processor, and asks for here instead of by its name. */
interface ProcessorFacts {
  /** Each face in turn, the frame as a whole, only marks drawn over it, or nothing at all. */
  readonly changes: 'faces' | 'frames' | 'marks' | 'nothing';
  /** Faces have to be found for it. */
  readonly needsFaces: boolean;
  /** It gives faces an identity, and so needs to know whose. */
  readonly givesIdentity: boolean;
  /** A model makes pixels of the result, which is labelled AI-generated then. */
  readonly generates: boolean;
  /** Frames leave it in another size, so that no other step can follow. */
  readonly resizes: boolean;
}

/** Every processor: a new one does not compile until it says all of this. */
const processorFacts = {
  swap: { changes: 'faces', needsFaces: true, givesIdentity: true, generates: true, resizes: false },
  enhance: { changes: 'faces', needsFaces: true, givesIdentity: false, generates: true, resizes: false },
  colourise: { changes: 'frames', needsFaces: false, givesIdentity: false, generates: true, resizes: false },
  debug: { changes: 'marks', needsFaces: true, givesIdentity: false, generates: false, resizes: false },
  upscale: { changes: 'frames', needsFaces: false, givesIdentity: false, generates: true, resizes: true },
  transcode: { changes: 'nothing', needsFaces: false, givesIdentity: false, generates: false, resizes: false },
} as const satisfies Readonly<Record<Processor['name'], ProcessorFacts>>;

/** The processors of which a fact is so. */
type ProcessorWith<Fact extends keyof ProcessorFacts, Value extends ProcessorFacts[Fact]> = Extract<
  Processor,
  {
    name: {
      [Name in Processor['name']]: (typeof processorFacts)[Name][Fact] extends Value ? Name : never;
    }[Processor['name']];
  }
>;
export type FaceProcessor = ProcessorWith<'changes', 'faces'>;
export type FrameProcessor = ProcessorWith<'changes', 'frames'>;

type Named = Pick<Processor, 'name'>;
/** Whether a processor works on faces, or shows them, and so needs them found. */
export const worksOnFaces = ({ name }: Named): boolean => processorFacts[name].needsFaces;
export const changesFaces = ({ name }: Named): boolean => processorFacts[name].changes === 'faces';
export const givesIdentity = ({ name }: Named): boolean => processorFacts[name].givesIdentity;
export const generatesPixels = ({ name }: Named): boolean => processorFacts[name].generates;
/** Whether it runs a model, or needs one to find faces. */
export const needsModels = (step: Processor): boolean => 'model' in step || worksOnFaces(step);
export const drawsMarks = (step: Processor): step is ProcessorWith<'changes', 'marks'> =>
  processorFacts[step.name].changes === 'marks';
export const resizesFrames = (step: Processor): step is ProcessorWith<'resizes', true> =>
  processorFacts[step.name].resizes;

/** The steps that complete options ask for, in their order. None when they ask for nothing. */
export function processorsFor(options: CompleteOptions): Processor[] {
  const { swapper, enhancer, colouriser, upscaler, pixelBoost } = options;
  const processors: Processor[] = [];
  if (swapper !== 'none') {
    const { swapperWeight: weight, swapperColourMatch: colourMatch } = options;
    // What is not asked for is left out, so that ids of tasks stay what they were.
    const boost = pixelBoost === 0 ? {} : { pixelBoost };
    const colours = colourMatch === 0 ? {} : { colourMatch };
    processors.push({ name: 'swap', model: swapper, weight, mask: swapMask(options), ...boost, ...colours });
  }
  if (enhancer !== 'none') {
    const { enhancerBlend: blend, enhancerWeight: weight } = options;
    processors.push({ name: 'enhance', model: enhancer, blend, weight, mask: enhanceMask(options) });
  }
  if (colouriser !== 'none') {
    const { colouriserSize: size, colouriserBlend: blend } = options;
    processors.push({ name: 'colourise', model: colouriser, size, blend });
  }
  // After the colours, which would change its own.
  if (options.debug) processors.push({ name: 'debug', items: options.debugItems });
  if (upscaler !== 'none') processors.push({ name: 'upscale', model: upscaler, blend: options.upscalerBlend });
  if (options.transcode && processors.length === 0) processors.push({ name: 'transcode' });
  return processors;
}

function swapMask({ masks, maskBlur, maskPadding, occluder, parser, regions, areas }: CompleteOptions): FaceMask {
  return {
    blur: maskBlur,
    padding: maskPadding,
    ...(masks.includes('box') ? {} : { box: false }),
    ...(masks.includes('occlusion') ? { occlusion: { model: occluder } } : {}),
    ...(masks.includes('region') ? { region: { model: parser, regions } } : {}),
    ...(masks.includes('area') ? { area: { areas } } : {}),
  };
}

/** FaceFusion's enhancer: the box without padding, the occlusion where it is asked for (docs/model-contracts.md §5). */
function enhanceMask({ masks, maskBlur, occluder }: CompleteOptions): FaceMask {
  return {
    blur: maskBlur,
    padding: [0, 0, 0, 0],
    ...(masks.includes('occlusion') ? { occlusion: { model: occluder } } : {}),
  };
}
