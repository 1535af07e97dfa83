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

const some = <const Names extends readonly [string, ...string[]]>(names: Names) => someOf(z.enum(names), 'name');
const named = (name: (typeof maskKinds)[number], before?: WhyIdle) => {
  const isNamed = unless(({ masks }) => masks.includes(name), `\`masks\` does not name "${name}"`);
  return { idle: before === undefined ? isNamed : either(before, isNamed) };
};

/** Where a new face counts. */
export const maskOptions = {
  masks: option(some(maskKinds), ['box'], 'what bounds the new face; the least of them counts at every pixel'),
  occluder: modelOption('occluder', [], 'xseg_1', 'model of the mask occlusion', named('occlusion')),
  parser: modelOption('parser', [], 'bisenet_resnet_34', 'model of the mask region', named('region', noSwap)),
  regions: option(some(faceRegions), [...faceRegions], 'what the mask region keeps', named('region', noSwap)),
  areas: option(some(faceAreas), [...faceAreas], 'what the mask area keeps', named('area', noSwap)),
  maskBlur: option(shareSchema, 0.3, 'softness of the box mask'),
  maskPadding: option(sidesSchema, [0, 0, 0, 0], 'padding of the box mask, per cent of the crop', { idle: noSwap }),
};
