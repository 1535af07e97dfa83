import * as z from 'zod';
import { defaultLimits, limitsSchema } from '../../contract/limits.ts';
import { parseJsonWith } from '../../contract/parse.ts';
import { type Environment, flagSchema, readEnvironment } from '../read-environment.ts';

const environmentSchema = z.object({
  OUTPUT_BUCKET: z.string().min(1),
  TASKS_QUEUE_URL: z.url(),
  /** JSON with the limits that differ from the defaults. */
  TASK_LIMITS: z.string().default('{}'),
  S3_PATH_STYLE: flagSchema,
});

const { shape } = limitsSchema;
const limitsWithDefaults = z.strictObject({
  maxSidePx: shape.maxSidePx.default(defaultLimits.maxSidePx),
  maxPixels: shape.maxPixels.default(defaultLimits.maxPixels),
  personWaitS: shape.personWaitS.default(defaultLimits.personWaitS),
  deadlineS: shape.deadlineS.default(defaultLimits.deadlineS),
});

/** Reads the function's settings. Throws as {@link readEnvironment}. */
export function readConfig(environment: Environment) {
  const found = readEnvironment(environmentSchema, environment);
  const limits = parseJsonWith(limitsWithDefaults, found.TASK_LIMITS, 'variable TASK_LIMITS');
  if (!limits.ok) throw new Error(limits.problem);
  return {
    outputBucket: found.OUTPUT_BUCKET,
    tasksQueueUrl: found.TASKS_QUEUE_URL,
    limits: limits.value,
    pathStyle: found.S3_PATH_STYLE,
  };
}
