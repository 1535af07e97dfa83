import * as z from 'zod';
import { parseWith } from '../contract/parse.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is `1` or `0`, and `0` where it is not there. */
export const flagSchema = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');

/** A function's settings, by its variables. Throws Error that names the one that is wrong. */
export function readEnvironment<T>(schema: z.ZodType<T>, environment: Environment): T {
  const parsed = parseWith(schema, environment, 'environment');
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.problem);
}
