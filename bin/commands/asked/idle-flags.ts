import { processorsFor, worksOnFaces } from '../../../contract/processors.ts';
import type { CompleteOptions, TaskOptions } from '../../../contract/task-options.ts';
import { modelNamed } from '../../../gpu-worker/catalog/catalog.ts';
import { flagOf } from './flag-of.ts';

interface Asked extends CompleteOptions {
  readonly isImage: boolean;
  readonly hasMap: boolean;
}

/** Why an option changes nothing; undefined where it may. */
type WhyIdle = (asked: Asked) => string | undefined;

const unless =
  (isUsed: (asked: Asked) => boolean, why: string): WhyIdle =>
  (asked) =>
    isUsed(asked) ? undefined : why;

/** The first reason of several. */
const either =
  (...reasons: readonly WhyIdle[]): WhyIdle =>
  (asked) =>
    reasons.map((why) => why(asked)).find((why) => why !== undefined);

const noSwap = unless(({ swapper }) => swapper !== 'none', 'nobody is swapped');
const noEnhancer = unless(({ enhancer }) => enhancer !== 'none', 'no --enhancer is asked for');
const noUpscaler = unless(({ upscaler }) => upscaler !== 'none', 'no --upscaler is asked for');
const noColouriser = unless(({ colouriser }) => colouriser !== 'none', 'no --colouriser is asked for');
const noFaceMade = unless(({ swapper, enhancer }) => swapper !== 'none' || enhancer !== 'none', 'no face is made new');
const noFaces = unless((asked) => asked.hasMap || processorsFor(asked).some(worksOnFaces), 'no step works on faces');
const noVideo = unless(({ isImage }) => !isImage, 'the target is an image');
const noMask = (name: CompleteOptions['masks'][number], needed: WhyIdle): WhyIdle =>
  either(
    needed,
    unless(({ masks }) => masks.includes(name), `--masks does not name "${name}"`),
  );

/** Weights balance embeddings; some swappers are shown a picture instead. */
const noWeight: WhyIdle = ({ swapper }) => {
  const facts = modelNamed(swapper);
  return facts?.role === 'swapper' && facts.identity === 'picture' ? `${swapper} has no such balance` : undefined;
};
const noFidelity: WhyIdle = ({ enhancer }) =>
  enhancer === 'codeformer' ? undefined : `${enhancer} has no such input; codeformer has`;

/** Of every option that needs another one, and of those that name somebody, what it needs. */
const reasons: { readonly [Name in keyof TaskOptions | 'source' | 'person']?: WhyIdle } = {
  source: noSwap,
  person: noSwap,
  swapperWeight: either(noSwap, noWeight),
  swapperColourMatch: noSwap,
  pixelBoost: noSwap,
  enhancerBlend: noEnhancer,
  enhancerWeight: either(noEnhancer, noFidelity),
  upscalerBlend: noUpscaler,
  colouriserSize: noColouriser,
  colouriserBlend: noColouriser,
  debugItems: unless(({ debug }) => debug, 'no --debug is asked for'),
  transcode: unless(
    (asked) => processorsFor(asked).some(({ name }) => name === 'transcode'),
    'other steps are asked for',
  ),
  masks: noFaceMade,
  maskBlur: noFaceMade,
  maskPadding: noSwap,
  occluder: noMask('occlusion', noFaceMade),
  parser: noMask('region', noSwap),
  regions: noMask('region', noSwap),
  areas: noMask('area', noSwap),
  detector: noFaces,
  detectorScore: noFaces,
  detectorAngles: noFaces,
  detectorMargin: noFaces,
  landmarker: noFaces,
  landmarkerScore: either(
    noFaces,
    unless(({ landmarker }) => landmarker !== 'none', 'no --landmarker is asked for'),
  ),
  faces: noFaces,
  faceOrder: noFaces,
  selectGender: noFaces,
  selectAgeFrom: noFaces,
  selectAgeTo: noFaces,
  tracks: noFaces,
  smoothing: either(noFaces, noVideo),
  crf: noVideo,
  encoderPreset: noVideo,
};

/**
 * What was asked on the command line and changes nothing, each a sentence with its reason.
 * @param given what stands there, by the names of the options
 * @param complete all options of the task; the swapper is `none` where nobody is swapped
 */
export function idleFlags(
  given: Readonly<Record<string, unknown>>,
  complete: CompleteOptions,
  place: { readonly isImage: boolean; readonly hasMap: boolean },
): string[] {
  const asked = { ...complete, ...place };
  return Object.entries(reasons).flatMap(([option, whyIdle]) => {
    const why = given[option] === undefined ? undefined : whyIdle(asked);
    return why === undefined ? [] : [`${flagOf(option)} has no effect: ${why}.`];
  });
}
