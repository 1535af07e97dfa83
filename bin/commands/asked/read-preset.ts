import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { inWords, nearNames } from '../../../contract/near-names.ts';
import { type TaskOptions, taskOptionsSchema } from '../../../contract/options/options.ts';
import { resultOptions } from '../../../contract/options/result.ts';
import { parseJsonWith, parseWith } from '../../../contract/parse.ts';
import { presets } from '../../../contract/presets.ts';
import { UsageError } from '../exit-codes.ts';
import { checkModelNames } from './check-model-names.ts';

/** For the help of `--preset`. */
export const presetHelp = `bundle of options: ${Object.keys(presets).join(', ')}; or a JSON file, or the name of one in FACELINE_PRESETS`;

/** A preset as an upload carries it: one of Faceline's by name, or another one's options. */
export interface ChosenPreset {
  readonly preset: string | undefined;
  readonly options: TaskOptions;
  /** Where the options were read, if from a file. */
  readonly file?: string;
}

/**
 * Reads what `--preset` says: one of Faceline's own, `<name>.json` of the folder FACELINE_PRESETS, or a `.json` file.
 * @throws UsageError when there is none, it is no preset, or it names a model that this version does not run
 */
export function readPreset(
  given: string | undefined,
  folder: string | undefined = process.env.FACELINE_PRESETS,
): ChosenPreset {
  if (given === undefined) return { preset: undefined, options: {} };
  if (given.endsWith('.json')) return presetOf(path.resolve(given));
  if (Object.hasOwn(presets, given)) return { preset: given, options: {} };
  const own = namesIn(folder);
  if (folder !== undefined && own.includes(given)) {
    return presetOf(path.resolve(folder, `${given}.json`));
  }
  const known = [...Object.keys(presets), ...own].join(', ');
  if (resultOptions.encoderPreset.schema.safeParse(given).success) {
    throw new UsageError(
      `"${given}" is a speed of x264: give --encoder-preset ${given}, or the option encoderPreset. Presets are ${known}.`,
    );
  }
  const near = nearNames(given, [...Object.keys(presets), ...own]);
  const meant = near.length === 0 ? '' : ` Did you mean ${inWords(near)}?`;
  throw new UsageError(`There is no preset "${given}"; there are ${known}.${meant} A preset file ends in .json.`);
}

function presetOf(file: string): ChosenPreset {
  if (!existsSync(file)) throw new UsageError(`There is no preset ${file}.`);
  return { preset: undefined, options: readOptions(readFileSync(file, 'utf8'), `preset ${path.basename(file)}`), file };
}

/**
 * Task options from the JSON of a file.
 * @param from where they stand, for the message
 * @throws UsageError that names the field, or what a model's name was probably meant to be
 */
export function readOptions(json: string, from: string): TaskOptions {
  const raw = parseJsonWith(z.record(z.string(), z.unknown()), json, from);
  if (!raw.ok) throw new UsageError(raw.problem);
  checkModelNames(raw.value, (option) => `${from}, "${option}": `);
  const parsed = parseWith(taskOptionsSchema, raw.value, from);
  if (!parsed.ok) throw new UsageError(parsed.problem);
  return parsed.value;
}

const namesIn = (folder: string | undefined): string[] =>
  folder === undefined || !existsSync(folder)
    ? []
    : readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
