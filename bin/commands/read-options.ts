import * as z from 'zod';
import { parseJsonWith } from '../../contract/parse.ts';
import { type TaskOptions, taskOptionsSchema } from '../../contract/task-options.ts';
import { checkModelNames } from './asked/check-model-names.ts';
import { UsageError } from './exit-codes.ts';

/**
 * Task options from the JSON of a file.
 * @param from where they stand, for the message
 * @throws UsageError that names the field, or what a model's name was probably meant to be
 */
export function readOptions(json: string, from: string): TaskOptions {
  const raw = parseJsonWith(z.record(z.string(), z.unknown()), json, from);
  if (!raw.ok) throw new UsageError(raw.problem);
  checkModelNames(raw.value, (option) => `${from}, "${option}": `);
  const parsed = parseJsonWith(taskOptionsSchema, json, from);
  if (!parsed.ok) throw new UsageError(parsed.problem);
  return parsed.value;
}
