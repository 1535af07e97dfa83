import * as z from 'zod';
import { either, noFaces, unless } from './idle.ts';
import { modelOption, option, percentSchema, shareSchema, sidesSchema, someOf } from './option.ts';

/** How faces are found. */
export const findingOptions = {
  detector: modelOption({
    model: { role: 'detector', words: [] },
    default: 'yunet_2023_mar',
    help: 'finds faces; many is retinaface_10g, scrfd_2.5g and yoloface_8n together',
    idle: noFaces,
  }),
  detectorScore: option({ schema: shareSchema, default: 0.5, help: 'least score of a face', idle: noFaces }),
  /** FaceFusion's angles. */
  detectorAngles: option({
    schema: someOf(z.literal([0, 90, 180, 270]), 'angle'),
    default: [0],
    help: 'degrees by which frames are turned, against the clock, to find faces that lie; each costs a look',
    placeholder: 'degrees',
    idle: noFaces,
  }),
  detectorMargin: option({
    schema: z.union([percentSchema, sidesSchema]),
    default: 0,
    help: 'black around frames to find faces at the edge, per cent',
    idle: noFaces,
  }),
  landmarker: modelOption({
    model: { role: 'landmarker', words: ['none', 'many'] },
    default: 'none',
    help: 'finds 68 points; many is the surer of 2dfan4 and peppa_wutz; with none five points of the detector align a face',
    idle: noFaces,
  }),
  landmarkerScore: option({
    schema: shareSchema,
    default: 0.5,
    help: 'least score of 68 points whose five then align the face',
    idle: either(
      noFaces,
      unless(({ landmarker }) => landmarker !== 'none', 'no `landmarker` is asked for'),
    ),
  }),
};
