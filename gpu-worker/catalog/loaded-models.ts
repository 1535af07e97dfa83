import { permanent } from '../errors.ts';
import { bestLandmarker, bothLandmarkers } from '../finding/best-landmarks.ts';
import type { Classifier } from '../finding/classifier.ts';
import { type FaceFinder, faceFinder } from '../finding/face-finder.ts';
import type { Landmarker } from '../finding/landmarker.ts';
import type { PointEstimator } from '../finding/point-estimator.ts';
import type { Recognizer } from '../finding/recognizer.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { Occluder } from '../masks/occluder.ts';
import type { Parser } from '../masks/parser.ts';
import type { Colouriser } from '../processors/colourise/colouriser.ts';
import type { Enhancer } from '../processors/enhance/enhancer.ts';
import type { Swapper } from '../processors/swap/swapper.ts';
import type { Upscaler } from '../processors/upscale/upscaler.ts';
import type { ContentScreen } from '../screening/content-screen.ts';
import { detectorsOf } from './catalog.ts';
import type { LoadedModel } from './load-model.ts';

/** The models of one task in one frame worker, by name. */
export interface FaceModels {
  /** One by its name, or several together by `many`. */
  detector(name: string): FaceFinder;
  recognizer(): Recognizer;
  classifier(): Classifier;
  swapper(name: string): Swapper;
  /** Names of the swappers that are shown a picture of the person. */
  readonly pictureSwappers?: readonly string[];
  enhancer(name: string): Enhancer;
  estimator(): PointEstimator;
  /** `many`: both that look at the picture. */
  landmarker(name: string): Landmarker;
  occluder(name: string): Occluder;
  parser(name: string): Parser;
  upscaler(name: string): Upscaler;
  colouriser(name: string): Colouriser;
  /** Those that vote on content; none when nobody does. */
  screens(): readonly ContentScreen[];
  /** Milliseconds spent inside all of them so far. */
  readonly clock: Readonly<InferenceClock>;
  close(): Promise<void>;
}

type Of<Role extends LoadedModel['role']> = Extract<LoadedModel, { readonly role: Role }>;

/** Loaded models as a task asks for them. */
export function faceModels(
  loaded: readonly LoadedModel[],
  clock: Readonly<InferenceClock>,
  close: () => Promise<void>,
): FaceModels {
  const find = <Role extends LoadedModel['role']>(role: Role, name?: string): Of<Role> => {
    const fits = (each: LoadedModel): each is Of<Role> =>
      each.role === role && (name === undefined || each.name === name);
    const found = loaded.find(fits);
    if (found !== undefined) return found;
    throw permanent(
      'MODEL_NOT_FOUND',
      `The ${role} "${name ?? 'any'}" is needed but was not loaded with the task's models.`,
    );
  };
  return {
    detector: (name) => faceFinder(detectorsOf(name).map((each) => find('detector', each).model)),
    recognizer: () => find('recognizer').model,
    classifier: () => find('classifier').model,
    swapper(name) {
      const { model, converter } = find('swapper', name);
      return converter === undefined ? model : converted(model, find('embedding-converter', converter).model);
    },
    pictureSwappers: loaded.flatMap((each) =>
      each.role === 'swapper' && each.model.sourceCrop !== undefined ? [each.name] : [],
    ),
    enhancer: (name) => find('enhancer', name).model,
    estimator: () => find('estimator').model,
    landmarker(name) {
      if (name !== bothLandmarkers && name !== 'peppa_wutz') return find('landmarker', name).model;
      const fan4 = name === bothLandmarkers ? find('landmarker', '2dfan4').model : undefined;
      return bestLandmarker(fan4, find('landmarker', 'peppa_wutz').model);
    },
    occluder: (name) => find('occluder', name).model,
    parser: (name) => find('parser', name).model,
    upscaler: (name) => find('upscaler', name).model,
    colouriser: (name) => find('colouriser', name).model,
    screens: () => loaded.flatMap((each) => (each.role === 'screen' ? [each.model] : [])),
    clock,
    close,
  };
}

/** A swapper whose identities go through a converter first. */
function converted(model: Swapper, converter: Of<'embedding-converter'>['model']): Swapper {
  return {
    ...model,
    prepareIdentity: async (embedding) => model.prepareIdentity(await converter.convert(embedding)),
  };
}
