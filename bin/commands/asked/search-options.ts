import { existsSync } from 'node:fs';
import path from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { findingOptions } from '../../../contract/options/finding.ts';
import { resultOptions } from '../../../contract/options/result.ts';
import { type Provider, providers } from '../../../gpu-worker/inference/inference-settings.ts';
import { mostFrameWorkers } from '../../../gpu-worker/inference/thread-plan.ts';
import type { FaceSearchSettings } from '../../../gpu-worker/inspect/face-search.ts';
import { UsageError } from '../exit-codes.ts';
import { mustExist } from '../must-read.ts';
import { numberThat } from '../read-number.ts';
import { flagsOf, pictureOptions } from './picture-flags.ts';

const frameWorkers = numberThat(
  `a whole number from 1 to ${mostFrameWorkers}`,
  (value) => Number.isInteger(value) && value >= 1 && value <= mostFrameWorkers,
);

/** Options of commands that look for faces and make no result. */
export const searchOptions = {
  models: () => new Option('--models <folder>', 'folder of ONNX models (default: FACELINE_MODELS or ./models)'),
  provider: (what = 'where models run') => new Option('--provider <name>', what).choices(providers),
  frameWorkers: (what = 'frames searched at once') =>
    new Option('--frame-workers <number>', what).argParser(frameWorkers),
};

const { use } = resultOptions;
const searchRows = { ...findingOptions, use };

/** Flags that say how faces are found and what for, with the words and meanings of `local`. */
export const searchFlags = flagsOf(searchRows);

export interface GivenSearch {
  readonly models?: string | undefined;
  readonly provider?: Provider | undefined;
  readonly frameWorkers?: number | undefined;
}

/**
 * How faces are to be searched.
 * @param all everything that was given, by commander's names
 * @param without what the command can do where there are no models, for the message
 * @throws UsageError without a models folder, or for an option with a wrong value
 */
export function searchSettings(
  { models, provider, frameWorkers }: GivenSearch,
  all: Readonly<Record<string, unknown>>,
  without: string,
): Omit<FaceSearchSettings, 'embed'> {
  const given = Object.entries(all).filter(([name]) => Object.hasOwn(searchRows, name));
  const { use, ...options } = pictureOptions(Object.fromEntries(given));
  return { models: mustHaveModels(models, without), options, use, provider, frameWorkers };
}

/** Where models are taken from, if there are any. */
export const modelsFolder = (given: string | undefined): string =>
  path.resolve(given ?? process.env.FACELINE_MODELS ?? 'models');

/**
 * The same, which has to be there.
 * @param otherwise what can be done instead, for the message
 * @param areNeeded false: where none is named, a folder that is not there will do
 * @throws UsageError when it is not there
 */
export function mustHaveModels(given: string | undefined, otherwise: string, areNeeded = true): string {
  if (given !== undefined) return mustExist('--models', given);
  const folder = modelsFolder(given);
  if (existsSync(folder) || !areNeeded) return folder;
  throw new UsageError(
    `There is no models folder: ${folder}. Give --models <folder> (README, "Models"), or ${otherwise}.`,
  );
}
