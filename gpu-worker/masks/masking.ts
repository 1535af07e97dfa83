import { normalisations } from '../models/model-facts.ts';
import { published, rowsOf } from '../models/role.ts';
import { occluderRole } from './occluder.ts';
import { parserRole } from './parser.ts';

const xseg = (name: string) => ({
  ...published(name, 'DeepFaceLab', 'GPL-3.0', 2021),
  ...{ size: 256, normalisation: normalisations.bgrUnitPixels },
});
const bisenet = (name: string) => ({
  ...published(name, 'yakhyo', 'MIT', 2024),
  ...{ size: 512, normalisation: normalisations.imageNet },
});

/** Masks against pasting over hands and hair. */
export const occluders = rowsOf(occluderRole, [
  { ...xseg('xseg_1'), release: 'models-3.1.0' },
  { ...xseg('xseg_2'), release: 'models-3.1.0' },
  { ...xseg('xseg_3'), release: 'models-3.2.0' },
]);

/**
 * Which class is which region was read in facefusion/choices.py at commit 416902d0, lines 30–42, and how they are used
 * in `create_region_mask` of facefusion/face_masker.py at commit 4d34a92f; 3.8.1 is another commit.
 */
export const parsers = rowsOf(parserRole, [
  { ...bisenet('bisenet_resnet_18'), release: 'models-3.1.0' },
  bisenet('bisenet_resnet_34'),
]);
