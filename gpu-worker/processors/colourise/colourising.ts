import { normalisations } from '../../models/model-facts.ts';
import { published, rowsOf } from '../../models/role.ts';
import { colouriserRole } from './colouriser.ts';

const unverified =
  'Contract not verified: that the file takes every size on offer, and the shape of its output, follow from ' +
  'FaceFusion’s code only (02ba8630, frame_colorizer/core.py 237-285)';
const { unit, raw } = normalisations;

/**
 * Models that colour whole frames. Read from FaceFusion at commit 02ba8630,
 * facefusion/processors/modules/frame_colorizer/core.py (the repository's copy at 33cc6b40 was not to be had):
 * files, vendors and licences lines 28-157; input `input`, the first output, lines 237-246; what the models see, lines
 * 249-264; how their answers are put over the frame, lines 267-292. Sizes: frame_colorizer/choices.py at 2c2e2d5b,
 * line 8. The output's shape follows from lines 267-285: two planes for ddcolor, three for deoldify.
 */
export const colourisers = rowsOf(colouriserRole, [
  ddcolor('ddcolor'),
  ddcolor('ddcolor_artistic'),
  deoldify('deoldify'),
  deoldify('deoldify_artistic'),
  deoldify('deoldify_stable'),
]);

function ddcolor(name: string) {
  return {
    ...published(name, 'piddnad', 'Apache-2.0', 2023),
    kind: 'ddcolor',
    normalisation: unit,
    unverified,
  } as const;
}

function deoldify(name: string) {
  return { ...published(name, 'jantic', 'MIT', 2022), kind: 'deoldify', normalisation: raw, unverified } as const;
}
