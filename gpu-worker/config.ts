import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { parseWith } from '../contract/parse.ts';
import { useSchema } from '../contract/use.ts';
import { permanent } from './errors.ts';
import { providers } from './inference/inference-settings.ts';
import { mostFrameWorkers } from './inference/thread-plan.ts';
import { logLevels } from './log.ts';
import { defaultWorkerSettings as worker } from './loop/worker-parts.ts';

const seconds = (least: number, most: number) => z.coerce.number().min(least).max(most);
const count = (most: number) => z.coerce.number().int().min(1).max(most);
const text = z.string().min(1);

/** Every setting of the worker, by the name of its environment variable. This is their one list. */
const environmentSchema = z.object({
  FACELINE_SCRATCH: text
    .default(path.join(tmpdir(), 'faceline-scratch'))
    .describe('Folder for temporary files; every attempt of a task gets its own folder below it.'),
  FACELINE_MODELS: text
    .default('models')
    .describe('Folder with the model files, baked or mounted. Nothing is written into it.'),
  FACELINE_MODELS_BUCKET: text
    .optional()
    .describe('Bucket with models/<name>/<sha256>.onnx, for models that do not lie in the folder.'),
  FACELINE_MODELS_LOCK: text
    .optional()
    .describe(
      "Which version of a model is the right one, before what the bucket says. Default: the folder's own lock.",
    ),
  FACELINE_MODELS_SCRATCH: text
    .optional()
    .describe('Folder for models from the bucket, used again after a restart. Default: models, in FACELINE_SCRATCH.'),
  FACELINE_MODELS_DISK_MB: count(10_000_000)
    .default(20_000)
    .describe('Most megabytes of models from the bucket that are kept on scratch.'),
  FACELINE_MODEL_CACHE_MB: count(10_000_000)
    .default(8_000)
    .describe('Most megabytes of model files that stay loaded over tasks, in all frame workers together.'),
  FACELINE_PRELOAD: text.optional().describe('Models to load at the start, by name, separated by commas.'),
  FACELINE_SCREENING: z
    .enum(['auto', 'require'])
    .default('auto')
    .describe('auto: content is screened where nsfw_1, nsfw_2 and nsfw_3 are there; require: no task runs without.'),
  FACELINE_USE: useSchema
    .default('any')
    .describe('What all results are for; a task may be stricter. Models that do not permit it are refused.'),
  FACELINE_PROVIDER: z.enum(providers).default('cpu').describe('Execution provider of the models.'),
  FACELINE_INTRA_OP_THREADS: count(256).optional().describe('Threads within one model run. Default: by cores.'),
  FACELINE_FRAME_WORKERS: count(mostFrameWorkers)
    .optional()
    .describe('Frames worked on at once. Default: by provider and cores.'),
  FACELINE_VISIBILITY_S: seconds(1, 43_200)
    .default(worker.visibilityS)
    .describe('How long a message stays invisible without a heartbeat, seconds.'),
  FACELINE_HEARTBEAT_S: seconds(0.1, 14_400).optional().describe('Time between heartbeats. Default: a third of it.'),
  FACELINE_SHUTDOWN_GRACE_S: seconds(0, 3600)
    .default(worker.shutdownGraceS)
    .describe('How long a running task may go on after SIGTERM, seconds. ECS allows 120 at most, Spot gives 120.'),
  FACELINE_MAX_RECEIVES: count(1000)
    .default(worker.maxReceives)
    .describe("Attempts of a task; the queue's own maxReceiveCount."),
  FACELINE_QUEUE_TRIES: count(1000)
    .optional()
    .describe('How often in a row the queue may fail before the worker ends. Default: it waits however long.'),
  FACELINE_RETRY_BASE_S: seconds(0.01, 3600)
    .default(worker.retryBaseS)
    .describe('Delay after the first failed attempt.'),
  FACELINE_LOG_LEVEL: z.enum(logLevels).default('info').describe('Least level of what is logged.'),
  AWS_BATCH_JOB_ATTEMPT: count(1000).default(1).describe('Which attempt of its job this is, set by AWS Batch.'),
  FACELINE_LOCAL_FOLDER: text
    .optional()
    .describe('Folder with objects and queue of the embedded pipeline, instead of AWS.'),
  FACELINE_TASKS_QUEUE_URL: z.url().optional().describe('URL of the tasks queue, on AWS.'),
  FACELINE_INPUT_BUCKET: text.optional().describe('Bucket of uploads and photos, on AWS.'),
  FACELINE_OUTPUT_BUCKET: text.optional().describe('Bucket of results, on AWS.'),
  FACELINE_DATA_ROLE_ARN: text.optional().describe("Role that the worker assumes for one task's keys, on AWS."),
  FACELINE_KMS_KEY_ARN: text.optional().describe('Key of the buckets, where they have one of their own, on AWS.'),
  FACELINE_PATH_STYLE: z.enum(['0', '1']).default('0').describe('1: buckets in the path, for S3-compatible stores.'),
  FACELINE_INSECURE_TLS: z
    .enum(['0', '1'])
    .default('0')
    .describe('1: takes any TLS certificate, with a warning; for a test server only.'),
  AWS_REGION: text.optional().describe('Region of queue, buckets and role, on AWS.'),
  AWS_ENDPOINT_URL: z.url().optional().describe('Another server that speaks the APIs of AWS.'),
  ECS_AGENT_URI: z.url().optional().describe("The ECS agent's address; ECS sets it."),
});

/** Names and meanings of the settings, for help texts and documentation. */
export const settingDescriptions: readonly { readonly name: string; readonly description: string }[] = Object.entries(
  environmentSchema.shape,
).map(([name, schema]) => ({ name, description: schema.description ?? '' }));

/** The worker's settings, parsed and complete. */
export type Settings = ReturnType<typeof readSettings>;

/** Reads the settings. Empty variables count as absent. Throws SETTINGS_INVALID, naming the variable. */
export function readSettings(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const given = Object.fromEntries(
    Object.keys(environmentSchema.shape).flatMap((name) => {
      const value = environment[name];
      return value === undefined || value.trim() === '' ? [] : [[name, value]];
    }),
  );
  const parsed = parseWith(environmentSchema, given, 'environment');
  if (!parsed.ok) throw permanent('SETTINGS_INVALID', parsed.problem);
  const found = parsed.value;
  const visibilityS = found.FACELINE_VISIBILITY_S;
  const scratchRoot = path.resolve(found.FACELINE_SCRATCH);
  const heartbeatS = found.FACELINE_HEARTBEAT_S ?? visibilityS / 3;
  if (heartbeatS > visibilityS / 2) {
    const expected = `at most half of FACELINE_VISIBILITY_S (${visibilityS})`;
    throw permanent('SETTINGS_INVALID', `FACELINE_HEARTBEAT_S is ${heartbeatS}; expected ${expected}.`);
  }
  return {
    worker: {
      ...worker,
      visibilityS,
      heartbeatS,
      shutdownGraceS: found.FACELINE_SHUTDOWN_GRACE_S,
      maxReceives: found.FACELINE_MAX_RECEIVES,
      queueTries: found.FACELINE_QUEUE_TRIES ?? worker.queueTries,
      retryBaseS: found.FACELINE_RETRY_BASE_S,
      scratchRoot,
    },
    models: {
      folder: path.resolve(found.FACELINE_MODELS),
      bucket: found.FACELINE_MODELS_BUCKET,
      lockFile: found.FACELINE_MODELS_LOCK,
      scratch: path.resolve(found.FACELINE_MODELS_SCRATCH ?? path.join(scratchRoot, 'models')),
      diskBytes: found.FACELINE_MODELS_DISK_MB * 1e6,
      cacheBytes: found.FACELINE_MODEL_CACHE_MB * 1e6,
      preload: (found.FACELINE_PRELOAD ?? '').split(',').flatMap((name) => name.trim() || []),
      use: found.FACELINE_USE,
    },
    screening: found.FACELINE_SCREENING,
    provider: found.FACELINE_PROVIDER,
    intraOpThreads: found.FACELINE_INTRA_OP_THREADS,
    frameWorkers: found.FACELINE_FRAME_WORKERS,
    logLevel: found.FACELINE_LOG_LEVEL,
    localFolder: found.FACELINE_LOCAL_FOLDER,
    batchAttempt: found.AWS_BATCH_JOB_ATTEMPT,
    aws: {
      tasksQueueUrl: found.FACELINE_TASKS_QUEUE_URL,
      inputBucket: found.FACELINE_INPUT_BUCKET,
      outputBucket: found.FACELINE_OUTPUT_BUCKET,
      dataRoleArn: found.FACELINE_DATA_ROLE_ARN,
      kmsKeyArn: found.FACELINE_KMS_KEY_ARN,
      region: found.AWS_REGION,
      endpoint: found.AWS_ENDPOINT_URL,
      pathStyle: found.FACELINE_PATH_STYLE === '1',
      insecureTls: found.FACELINE_INSECURE_TLS === '1',
      agentUri: found.ECS_AGENT_URI,
    },
  };
}
