import { existsSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { type UseOrAny, useSchema } from '../../contract/use.ts';
import { mostFrameWorkers } from '../../gpu-worker/inference/thread-plan.ts';
import type { FaceSearchSettings } from '../../gpu-worker/inspect/face-search.ts';
import { UsageError } from './exit-codes.ts';
import { pictureFlags, pictureOptions } from './local/picture-options.ts';
import { mustExist } from './must-exist.ts';

/** A whole number from 1 on. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1 on.');
  return value;
}

function frameWorkers(text: string): number {
  const value = count(text);
  if (value > mostFrameWorkers) throw new InvalidArgumentError(`expected 1 to ${mostFrameWorkers}.`);
  return value;
}

/** Options of commands that look for faces and make no result. */
export const searchOptions = {
  models: () => new Option('--models <folder>', 'folder of ONNX models (default: FACELINE_MODELS or ./models)'),
  use: () =>
    new Option('--use <use>', 'what this is for; models that do not permit it are refused').choices(useSchema.options),
  provider: () => new Option('--provider <name>', 'where models run').choices(['cpu', 'cuda'] as const),
  frameWorkers: (what = 'frames searched at once') =>
    new Option('--frame-workers <number>', what).argParser(frameWorkers),
};

const detection = new Set([
  'detector',
  'detectorScore',
  'detectorAngles',
  'detectorMargin',
  'landmarker',
  'landmarkerScore',
]);

/** Flags that say how faces are found, with the words and meanings of `local`. */
export const detectionFlags = pictureFlags.filter((flag) => detection.has(flag.attributeName()));

export interface GivenSearch {
  readonly models?: string | undefined;
  readonly use?: UseOrAny | undefined;
  readonly provider?: 'cpu' | 'cuda' | undefined;
  readonly frameWorkers?: number | undefined;
}

/**
 * How faces are to be searched.
 * @param all everything that was given, by commander's names
 * @param without what the command can do where there are no models, for the message
 * @throws UsageError without a models folder, or for an option with a wrong value
 */
export function searchSettings(
  { models, use, provider, frameWorkers }: GivenSearch,
  all: Readonly<Record<string, unknown>>,
  without: string,
): Omit<FaceSearchSettings, 'embed'> {
  const options = pictureOptions(Object.fromEntries(Object.entries(all).filter(([name]) => detection.has(name))));
  return { models: mustHaveModels(models, without), options, use, provider, frameWorkers };
}

/** Where models are taken from, if there are any. */
export const modelsFolder = (given: string | undefined): string =>
  path.resolve(given ?? process.env.FACELINE_MODELS ?? 'models');

function mustHaveModels(given: string | undefined, without: string): string {
  if (given !== undefined) return mustExist('--models', given);
  const folder = modelsFolder(given);
  if (existsSync(folder)) return folder;
  throw new UsageError(
    `There is no models folder: ${folder}. Give --models <folder> (README, "Models"), or ${without}.`,
  );
}
