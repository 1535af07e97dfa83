import { existsSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { parseWith } from '../../contract/parse.ts';
import { taskOptionsSchema } from '../../contract/task-options.ts';
import { type Use, uses } from '../../contract/use.ts';
import type { FaceSearchSettings } from '../../gpu-worker/pipeline/face-search.ts';
import { UsageError } from './exit-codes.ts';
import { mustExist } from './must-exist.ts';

/** A whole number from 1 on. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1 on.');
  return value;
}

/** Options of commands that look for faces and make no result. */
export const searchOptions = {
  models: () => new Option('--models <folder>', 'folder of ONNX models (default: FACELINE_MODELS or ./models)'),
  detector: () => new Option('--detector <model>', 'finds the faces (default: yunet_2023_mar)'),
  detectorScore: () =>
    new Option('--detector-score <number>', 'least score of a face, 0..1 (default: 0.5)').argParser(Number),
  use: () => new Option('--use <use>', 'what this is for; models that do not permit it are refused').choices(uses),
  provider: () => new Option('--provider <name>', 'where models run').choices(['cpu', 'cuda'] as const),
  frameWorkers: () => new Option('--frame-workers <number>', 'frames searched at once').argParser(count),
};

export interface GivenSearch {
  readonly models?: string | undefined;
  readonly detector?: string | undefined;
  readonly detectorScore?: number | undefined;
  readonly use?: Use | undefined;
  readonly provider?: 'cpu' | 'cuda' | undefined;
  readonly frameWorkers?: number | undefined;
}

/**
 * How faces are to be searched.
 * @param without what the command can do where there are no models, for the message
 * @throws UsageError without a models folder, or for an option with a wrong value
 */
export function searchSettings(given: GivenSearch, without: string): Omit<FaceSearchSettings, 'embed'> {
  const { detector, detectorScore, use, provider, frameWorkers } = given;
  const wanted = {
    ...(detector === undefined ? {} : { detector }),
    ...(detectorScore === undefined ? {} : { detectorScore }),
  };
  const parsed = parseWith(taskOptionsSchema, wanted, 'options');
  if (!parsed.ok) throw new UsageError(parsed.problem);
  return { models: modelsFolder(given.models, without), options: parsed.value, use, provider, frameWorkers };
}

function modelsFolder(given: string | undefined, without: string): string {
  if (given !== undefined) return mustExist('--models', given);
  const folder = path.resolve(process.env.FACELINE_MODELS ?? 'models');
  if (existsSync(folder)) return folder;
  throw new UsageError(
    `There is no models folder: ${folder}. Give --models <folder> (README, "Models"), or ${without}.`,
  );
}
