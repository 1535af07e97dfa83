import * as z from 'zod';
import { unless } from './idle.ts';
import { modelOption, option, percentSchema, shareSchema, sidesSchema, someOf } from './option.ts';

const sides = z.union([percentSchema, sidesSchema]);
/** FaceFusion's. */
const angles = someOf(z.literal([0, 90, 180, 270]), 'angle');

/** How faces are found. */
export const findingOptions = {
  detector: modelOption(
    'detector',
    ['many'],
    'yunet_2023_mar',
    'finds faces; many is retinaface, scrfd and yoloface at once',
  ),
  detectorScore: option(shareSchema, 0.5, 'least score of a face'),
  detectorAngles: option(angles, [0], 'degrees by which frames are turned to find faces that lie; each costs a look'),
  detectorMargin: option(sides, 0, 'black around frames to find faces at the edge, per cent'),
  landmarker: modelOption(
    'landmarker',
    // The first does not look: it guesses them from five points.
    ['fan_68_5', 'none', 'many'],
    'none',
    'finds 68 points; many is the surer of 2dfan4 and peppa_wutz; with none five points of the detector align a face',
  ),
  landmarkerScore: option(shareSchema, 0.5, 'least score of 68 points whose five then align the face', {
    idle: unless(({ landmarker }) => landmarker !== 'none', 'no `landmarker` is asked for'),
  }),
};
