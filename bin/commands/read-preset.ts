import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseJsonWith } from '../../contract/parse.ts';
import { encoderPresets, presets, type TaskOptions, taskOptionsSchema } from '../../contract/task-options.ts';
import { bothLandmarkers } from '../../gpu-worker/models/best-landmarks.ts';
import { namesOfRole } from '../../gpu-worker/models/catalog.ts';
import { UsageError } from './exit-codes.ts';

/** For the help of `--preset`. */
export const presetHelp = `bundle of options: ${Object.keys(presets).join(', ')}; or a JSON file, or the name of one in FACELINE_PRESETS`;

/** A preset as an upload carries it: one of Faceline's by name, or another one's options. */
export interface ChosenPreset {
  readonly preset: string | undefined;
  readonly options: TaskOptions;
  /** Where the options were read, if from a file. */
  readonly file?: string;
}

/** Options that name a model, and what it has to be. */
const modelOptions = {
  detector: 'detector',
  landmarker: 'landmarker',
  swapper: 'swapper',
  enhancer: 'enhancer',
  upscaler: 'upscaler',
  colouriser: 'colouriser',
  occluder: 'occluder',
  parser: 'parser',
} as const satisfies { readonly [Name in keyof TaskOptions]?: string };

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
  if (encoderPresets.some((speed) => speed === given)) {
    throw new UsageError(
      `"${given}" is a speed of x264: give --encoder-preset ${given}, or the option encoderPreset. Presets are ${known}.`,
    );
  }
  throw new UsageError(`There is no preset "${given}"; there are ${known}. A preset file ends in .json.`);
}

const presetOf = (file: string): ChosenPreset => ({ preset: undefined, options: readPresetFile(file), file });

function readPresetFile(file: string): TaskOptions {
  if (!existsSync(file)) throw new UsageError(`There is no preset ${file}.`);
  const parsed = parseJsonWith(taskOptionsSchema, readFileSync(file, 'utf8'), `preset ${path.basename(file)}`);
  if (!parsed.ok) throw new UsageError(parsed.problem);
  for (const [option, role] of Object.entries(modelOptions)) {
    const name = Object.entries(parsed.value).find(([each]) => each === option)?.[1];
    const known = namesOfRole(role);
    if (typeof name !== 'string' || isWord(option, name) || known.includes(name)) continue;
    throw new UsageError(
      `The preset ${file} names the ${role} "${name}", which is unknown; this version runs ${known.join(', ')}.`,
    );
  }
  return parsed.value;
}

/** What an option says instead of one model. */
const isWord = (option: string, name: string): boolean =>
  name === 'none' || (option === 'landmarker' && name === bothLandmarkers);

const namesIn = (folder: string | undefined): string[] =>
  folder === undefined || !existsSync(folder)
    ? []
    : readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
