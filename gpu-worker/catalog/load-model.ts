import { permanent } from '../errors.ts';
import { type Classifier, openClassifier } from '../finding/classifier.ts';
import { type Detector, openDetector } from '../finding/detector.ts';
import { type Landmarker, openLandmarker } from '../finding/landmarker.ts';
import { openPointEstimator, type PointEstimator } from '../finding/point-estimator.ts';
import { openRecognizer, type Recognizer } from '../finding/recognizer.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import { type Occluder, openOccluder } from '../masks/occluder.ts';
import { openParser, type Parser } from '../masks/parser.ts';
import type { ResolvedModel } from '../models/resolved-model.ts';
import { type Colouriser, openColouriser } from '../processors/colourise/colouriser.ts';
import { type Enhancer, openEnhancer } from '../processors/enhance/enhancer.ts';
import { type EmbeddingConverter, openEmbeddingConverter } from '../processors/swap/embedding-converter.ts';
import { openSwapper, type Swapper } from '../processors/swap/swapper.ts';
import { openUpscaler, type Upscaler } from '../processors/upscale/upscaler.ts';
import { type ContentScreen, openContentScreen } from '../screening/content-screen.ts';
import { findInCatalog } from './catalog.ts';

/** A model in memory, ready to run. */
export type LoadedModel = { readonly name: string } & (
  | { readonly role: 'detector'; readonly model: Detector }
  | { readonly role: 'recognizer'; readonly model: Recognizer }
  /** `converter`: the model that has to turn an embedding round first. */
  | { readonly role: 'swapper'; readonly model: Swapper; readonly converter?: string }
  | { readonly role: 'embedding-converter'; readonly model: EmbeddingConverter }
  | { readonly role: 'enhancer'; readonly model: Enhancer }
  | { readonly role: 'landmarker'; readonly model: Landmarker }
  | { readonly role: 'estimator'; readonly model: PointEstimator }
  | { readonly role: 'classifier'; readonly model: Classifier }
  | { readonly role: 'occluder'; readonly model: Occluder }
  | { readonly role: 'parser'; readonly model: Parser }
  | { readonly role: 'upscaler'; readonly model: Upscaler }
  | { readonly role: 'colouriser'; readonly model: Colouriser }
  | { readonly role: 'screen'; readonly model: ContentScreen }
);

/**
 * Loads one model file: a row for each role.
 * @throws MODEL_CORRUPT, MODEL_CONTRACT, PROVIDER_UNAVAILABLE, NOT_SUPPORTED (permanent)
 */
export async function loadModel(
  { role, name, path }: ResolvedModel,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<LoadedModel> {
  const facts = findInCatalog(role, name);
  switch (facts?.role) {
    case 'detector':
      return { role: facts.role, name, model: await openDetector(facts, path, settings, clock) };
    case 'recognizer':
      return { role: facts.role, name, model: await openRecognizer(facts, path, settings, clock) };
    case 'swapper':
      return { role: facts.role, name, model: await openSwapper(facts, path, settings, clock), ...converterOf(facts) };
    case 'embedding-converter':
      return { role: facts.role, name, model: await openEmbeddingConverter(path, settings, clock) };
    case 'enhancer':
      return { role: facts.role, name, model: await openEnhancer(facts, path, settings, clock) };
    case 'landmarker':
      return facts.picture === undefined
        ? { role: 'estimator', name, model: await openPointEstimator(path, settings, clock) }
        : { role: facts.role, name, model: await openLandmarker({ name, ...facts.picture }, path, settings, clock) };
    case 'classifier':
      return { role: facts.role, name, model: await openClassifier(facts, path, settings, clock) };
    case 'occluder':
      return { role: facts.role, name, model: await openOccluder(facts, path, settings, clock) };
    case 'parser':
      return { role: facts.role, name, model: await openParser(facts, path, settings, clock) };
    case 'upscaler':
      return { role: facts.role, name, model: await openUpscaler(facts, path, settings, clock) };
    case 'colouriser':
      return { role: facts.role, name, model: await openColouriser(facts, path, settings, clock) };
    case 'screen':
      return { role: facts.role, name, model: await openContentScreen(facts, path, settings, clock) };
    default:
      throw permanent('NOT_SUPPORTED', `There is no ${role} "${name}" in this version.`);
  }
}

function converterOf({ needs }: { readonly needs: readonly string[] }): { readonly converter?: string } {
  const converter = needs.find((name) => findInCatalog('embedding-converter', name) !== undefined);
  return converter === undefined ? {} : { converter };
}
