import { permanent } from '../errors.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import { findInCatalog } from './catalog.ts';
import { type Detector, openDetector } from './detector.ts';
import { type Enhancer, openEnhancer } from './enhancer.ts';
import { openRecognizer, type Recognizer } from './recognizer.ts';
import type { ResolvedModel } from './resolved-model.ts';
import { openSwapper, type Swapper } from './swapper.ts';

/** The loaded models of one frame worker, by name. */
export interface FaceModels {
  detector(name: string): Detector;
  recognizer(): Recognizer;
  swapper(name: string): Swapper;
  enhancer(name: string): Enhancer;
  /** Milliseconds spent inside all of them so far. */
  readonly clock: Readonly<InferenceClock>;
  close(): Promise<void>;
}

/** Loads models; those already loaded are closed again when one fails. Throws as the `open…` functions do. */
export async function openFaceModels(
  models: readonly ResolvedModel[],
  settings: InferenceSettings,
): Promise<FaceModels> {
  const clock = { elapsedMs: 0 };
  const detectors = new Map<string, Detector>();
  const recognizers = new Map<string, Recognizer>();
  const swappers = new Map<string, Swapper>();
  const enhancers = new Map<string, Enhancer>();
  const close = async (): Promise<void> => {
    for (const loaded of [detectors, recognizers, swappers, enhancers]) {
      for (const model of loaded.values()) await model.close();
      loaded.clear();
    }
  };
  try {
    for (const { role, name, path } of models) {
      const facts = findInCatalog(role, name);
      if (facts?.role === 'detector') detectors.set(name, await openDetector(facts, path, settings, clock));
      else if (facts?.role === 'recognizer') recognizers.set(name, await openRecognizer(facts, path, settings, clock));
      else if (facts?.role === 'swapper') swappers.set(name, await openSwapper(facts, path, settings, clock));
      else if (facts?.role === 'enhancer') enhancers.set(name, await openEnhancer(facts, path, settings, clock));
      else throw permanent('NOT_SUPPORTED', `There is no ${role} "${name}" in this version.`);
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    detector: (name) => loaded(detectors.get(name), 'detector', name),
    recognizer: () => loaded([...recognizers.values()][0], 'recognizer', 'any'),
    swapper: (name) => loaded(swappers.get(name), 'swapper', name),
    enhancer: (name) => loaded(enhancers.get(name), 'enhancer', name),
    clock,
    close,
  };
}

function loaded<Model>(model: Model | undefined, role: string, name: string): Model {
  if (model !== undefined) return model;
  throw permanent('MODEL_NOT_FOUND', `The ${role} "${name}" is needed but was not loaded with the task's models.`);
}
