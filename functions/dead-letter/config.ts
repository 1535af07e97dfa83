import * as z from 'zod';
import { parseWith } from '../../contract/parse.ts';

const environmentSchema = z.object({
  OUTPUT_BUCKET: z.string().min(1),
  /** The tasks queue's maxReceiveCount: how often a dead task was tried. */
  MAX_ATTEMPTS: z.coerce.number().int().min(1).default(5),
  S3_PATH_STYLE: z.enum(['0', '1']).default('0'),
});

export interface DeadLetterConfig {
  readonly outputBucket: string;
  readonly maxAttempts: number;
  readonly pathStyle: boolean;
}

/**
 * Reads the function's settings.
 * @throws Error that names the variable
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): DeadLetterConfig {
  const parsed = parseWith(environmentSchema, environment, 'environment');
  if (!parsed.ok) throw new Error(parsed.problem);
  const { value } = parsed;
  return {
    outputBucket: value.OUTPUT_BUCKET,
    maxAttempts: value.MAX_ATTEMPTS,
    pathStyle: value.S3_PATH_STYLE === '1',
  };
}
