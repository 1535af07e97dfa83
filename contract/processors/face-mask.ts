import * as z from 'zod';
import { maskOptions } from '../options/masks.ts';
import type { ValuesOf } from '../options/option.ts';

const { maskBlur, maskPadding, occluder, parser, regions, areas } = maskOptions;

/**
 * Where the new face counts: at every pixel the least of the masks that are there. The box mask is always there unless
 * `box` says no; the others only where they are asked for.
 */
export const maskSchema = z
  .strictObject({
    /** Of the box mask: softness, and padding in per cent of the crop: top, right, bottom, left. */
    blur: maskBlur.schema,
    padding: maskPadding.schema,
    /** False: no box mask. */
    box: z.literal(false).optional(),
    /** Leaves out what lies before the face, as the occluder sees it in the target. */
    occlusion: z.strictObject({ model: occluder.schema }).optional(),
    /** Only these parts of the new face, as the parser sees them. */
    region: z.strictObject({ model: parser.schema, regions: regions.schema }).optional(),
    /** Only the hull of these landmarks of the target. */
    area: z.strictObject({ areas: areas.schema }).optional(),
  })
  .refine(({ box, occlusion, region, area }) => box !== false || (occlusion ?? region ?? area) !== undefined, {
    error: 'expected a mask: without the box there must be occlusion, region or area',
  });
export type FaceMask = z.infer<typeof maskSchema>;

export type MaskValues = ValuesOf<typeof maskOptions>;

export const maskFor = ({ masks, maskBlur, maskPadding, occluder, parser, regions, areas }: MaskValues): FaceMask => ({
  blur: maskBlur,
  padding: maskPadding,
  ...(masks.includes('box') ? {} : { box: false }),
  ...(masks.includes('occlusion') ? { occlusion: { model: occluder } } : {}),
  ...(masks.includes('region') ? { region: { model: parser, regions } } : {}),
  ...(masks.includes('area') ? { area: { areas } } : {}),
});
