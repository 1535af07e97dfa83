import * as z from 'zod';
import { either, noFaceMade, noSwap, unless, type WhyIdle } from './idle.ts';
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
const faceAreas = ['upper-face', 'lower-face', 'mouth'] as const;

const noMask = (name: (typeof maskKinds)[number], needed: WhyIdle): WhyIdle =>
  either(
    needed,
    unless(({ masks }) => masks.includes(name), `\`masks\` does not name "${name}"`),
  );

/** Where a new face counts. */
export const maskOptions = {
  masks: option({
    schema: someOf(z.enum(maskKinds), 'name'),
    default: ['box'],
    help: 'what bounds the new face; the least of them counts at every pixel',
    idle: noFaceMade,
  }),
  occluder: modelOption({
    model: { role: 'occluder', words: [] },
    default: 'xseg_1',
    help: 'model of the mask occlusion',
    idle: noMask('occlusion', noFaceMade),
  }),
  parser: modelOption({
    model: { role: 'parser', words: [] },
    default: 'bisenet_resnet_34',
    help: 'model of the mask region',
    idle: noMask('region', noSwap),
  }),
  regions: option({
    schema: someOf(z.enum(faceRegions), 'name'),
    default: [...faceRegions],
    help: 'what the mask region keeps of the new face',
    idle: noMask('region', noSwap),
  }),
  areas: option({
    schema: someOf(z.enum(faceAreas), 'name'),
    default: [...faceAreas],
    help: 'what the mask area keeps of the new face',
    idle: noMask('area', noSwap),
  }),
  maskBlur: option({ schema: shareSchema, default: 0.3, help: 'softness of the box mask', idle: noFaceMade }),
  maskPadding: option({
    schema: sidesSchema,
    default: [0, 0, 0, 0],
    help: 'padding of the box mask, per cent of the crop: top, right, bottom, left',
    idle: noSwap,
  }),
};
