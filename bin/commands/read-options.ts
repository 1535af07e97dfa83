import { type Identity, identitiesSchema } from '../../contract/identity.ts';
import { parseJsonWith } from '../../contract/parse.ts';
import { type TaskOptions, taskOptionsSchema } from '../../contract/task-options.ts';
import { UsageError } from './exit-codes.ts';

/** Task options from JSON on the command line. @throws UsageError that names the field */
export function readOptions(json: string, from: string): TaskOptions {
  const parsed = parseJsonWith(taskOptionsSchema, json, from);
  if (!parsed.ok) throw new UsageError(parsed.problem);
  return parsed.value;
}

/** An identity map from JSON on the command line; photos are keys. @throws UsageError that names the field */
export function readIdentities(json: string): Identity[] {
  const parsed = parseJsonWith(identitiesSchema, json, '--identities');
  if (!parsed.ok) throw new UsageError(parsed.problem);
  return parsed.value;
}
