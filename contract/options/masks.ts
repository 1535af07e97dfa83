import * as z from 'zod';
import { either, noSwap, unless, type WhyIdle } from './idle.ts';
import { modelOption, option, shareSchema, sidesSchema, someOf } from './option.ts';

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

const named = (name: (typeof maskKinds)[number]): WhyIdle =>
  unless(({ masks }) => masks.includes(name), `\`masks\` does not name "${name}"`);

/** Where a new face counts. */
export const maskOptions = {
  masks: option(
    someOf(z.enum(maskKinds), 'name'),
    ['box'],
    'what bounds the new face; the least of them counts at every pixel',
  ),
  occluder: modelOption('occluder', [], 'xseg_1', 'model of the mask occlusion', { idle: named('occlusion') }),
  parser: modelOption('parser', [], 'bisenet_resnet_34', 'model of the mask region', {
    idle: either(noSwap, named('region')),
  }),
  regions: option(someOf(z.enum(faceRegions), 'name'), [...faceRegions], 'what the mask region keeps of the new face', {
    idle: either(noSwap, named('region')),
  }),
  areas: option(someOf(z.enum(faceAreas), 'name'), [...faceAreas], 'what the mask area keeps of the new face', {
    idle: either(noSwap, named('area')),
  }),
  maskBlur: option(shareSchema, 0.3, 'softness of the box mask'),
  maskPadding: option(
    sidesSchema,
    [0, 0, 0, 0],
    'padding of the box mask, per cent of the crop: top, right, bottom, left',
    { idle: noSwap },
  ),
};
