import * as z from 'zod';
import { type Environment, flagSchema, readEnvironment } from '../read-environment.ts';

const environmentSchema = z.object({
  OUTPUT_BUCKET: z.string().min(1),
  /** The tasks queue's maxReceiveCount: how often a dead task was tried. */
  MAX_ATTEMPTS: z.coerce.number().int().min(1).default(5),
  S3_PATH_STYLE: flagSchema,
});

/** Reads the function's settings. Throws as {@link readEnvironment}. */
export function readConfig(environment: Environment) {
  const found = readEnvironment(environmentSchema, environment);
  return { outputBucket: found.OUTPUT_BUCKET, maxAttempts: found.MAX_ATTEMPTS, pathStyle: found.S3_PATH_STYLE };
}
