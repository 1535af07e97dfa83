import * as z from 'zod';
import { defaultLimits, type Limits, limitsSchema } from '../../contract/limits.ts';
import { parseJsonWith, parseWith } from '../../contract/parse.ts';

const environmentSchema = z.object({
  OUTPUT_BUCKET: z.string().min(1),
  TASKS_QUEUE_URL: z.url(),
  /** JSON with the limits that differ from the defaults. */
  TASK_LIMITS: z.string().default('{}'),
  S3_PATH_STYLE: z.enum(['0', '1']).default('0'),
});

const { shape } = limitsSchema;
const limitsWithDefaults = z.strictObject({
  maxSidePx: shape.maxSidePx.default(defaultLimits.maxSidePx),
  maxPixels: shape.maxPixels.default(defaultLimits.maxPixels),
  personWaitS: shape.personWaitS.default(defaultLimits.personWaitS),
  deadlineS: shape.deadlineS.default(defaultLimits.deadlineS),
});

export interface IntakeConfig {
  readonly outputBucket: string;
  readonly tasksQueueUrl: string;
  readonly limits: Limits;
  readonly pathStyle: boolean;
}

/**
 * Reads the function's settings.
 * @throws Error that names the variable
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): IntakeConfig {
  const parsed = parseWith(environmentSchema, environment, 'environment');
  if (!parsed.ok) throw new Error(parsed.problem);
  const { value } = parsed;
  const limits = parseJsonWith(limitsWithDefaults, value.TASK_LIMITS, 'variable TASK_LIMITS');
  if (!limits.ok) throw new Error(limits.problem);
  return {
    outputBucket: value.OUTPUT_BUCKET,
    tasksQueueUrl: value.TASKS_QUEUE_URL,
    limits: limits.value,
    pathStyle: value.S3_PATH_STYLE === '1',
  };
}
