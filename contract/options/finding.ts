import * as z from 'zod';
import { unless } from './idle.ts';
import { modelOption, option, percentSchema, shareSchema, sidesSchema, someOf } from './option.ts';

/** How faces are found. */
export const findingOptions = {
  detector: modelOption(
    'detector',
    [],
    'yunet_2023_mar',
    'finds faces; many is retinaface_10g, scrfd_2.5g and yoloface_8n together',
  ),
  detectorScore: option(shareSchema, 0.5, 'least score of a face'),
  /** FaceFusion's angles. */
  detectorAngles: option(
    someOf(z.literal([0, 90, 180, 270]), 'angle'),
    [0],
    'degrees by which frames are turned, against the clock, to find faces that lie; each costs a look',
    { placeholder: 'degrees' },
  ),
  detectorMargin: option(
    z.union([percentSchema, sidesSchema]),
    0,
    'black around frames to find faces at the edge, per cent',
  ),
  landmarker: modelOption(
    'landmarker',
    ['none', 'many'],
    'none',
    'finds 68 points; many is the surer of 2dfan4 and peppa_wutz; with none five points of the detector align a face',
  ),
  landmarkerScore: option(shareSchema, 0.5, 'least score of 68 points whose five then align the face', {
    idle: unless(({ landmarker }) => landmarker !== 'none', 'no `landmarker` is asked for'),
  }),
};
