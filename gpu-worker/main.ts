/**
 * The worker's process.
 *   main.ts                     takes tasks until it is asked to stop
 *   main.ts serve               the same, in a process that is started again when it dies: the container's command
 *   main.ts run --task <json>   one task, for AWS Batch; exit 0: there is a report, 78: a setting is wrong, else: try
 *                               the job again (75 where the worker itself says so, others where the process died)
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openFolderObjectStore } from './adapters/local/folder-object-store.ts';
import { localTaskScope } from './adapters/local/local-task-scope.ts';
import { localObjects, localQueueFile } from './adapters/local/places.ts';
import { openLocalQueues } from './adapters/local/sqlite-task-queue.ts';
import { readSettings, type Settings } from './config.ts';
import { asFacelineError, permanent } from './errors.ts';
import { threadPlan } from './inference/thread-plan.ts';
import { createLog } from './log.ts';
import { singleTaskQueue } from './loop/single-task-queue.ts';
import { exitCodes, stopOnSignals, superviseWorker } from './loop/supervisor.ts';
import { startWorker } from './loop/worker.ts';
import { leaveParent, progressTeller, sendToParent } from './loop/worker-messages.ts';
import { type ModelSource, openModelSource } from './models/files/model-source.ts';
import { lockFileIn, readModelsLock } from './models/files/models-lock.ts';
import { openObjectModelSource } from './models/files/object-model-source.ts';
import type { Log, ObjectStore, TaskQueue, TaskScope } from './ports.ts';
import type { TaskTools } from './task/made-result.ts';
import { openTools } from './task/open-tools.ts';
import { preload } from './task/preload.ts';
import { createRunTask } from './task/run-task.ts';

/** Time between two lines of the log that say how far a task is; `faceline submit --wait` reads them. */
const progressLineMs = 10_000;

/** What becomes of a task that has no report yet and may succeed later. */
const retried: ReadonlySet<string> = new Set(['retried', 'dead', 'postponed', 'stopped', 'lost']);

interface Rooms {
  readonly queue: TaskQueue;
  readonly scope: TaskScope;
  readonly modelStore: ObjectStore;
  close(): void;
}

async function openRooms(settings: Settings, log: Log): Promise<Rooms> {
  const { localFolder, worker, aws } = settings;
  if (localFolder === undefined) {
    // Loaded when it is needed: the SDK would cost every local start a third of a second.
    const { openAwsRooms } = await import('./adapters/aws/open-aws-rooms.ts');
    return openAwsRooms(aws, log);
  }
  const queues = await openLocalQueues(localQueueFile(localFolder), { maxReceives: worker.maxReceives });
  const store = await openFolderObjectStore(localObjects(localFolder));
  return { queue: queues.tasks, scope: localTaskScope(store), modelStore: store, close: queues.close };
}

async function openModels(settings: Settings['models'], store: ObjectStore): Promise<ModelSource> {
  const { folder, bucket, lockFile = lockFileIn(folder), scratch, diskBytes: byteLimit } = settings;
  if (settings.lockFile !== undefined && !existsSync(settings.lockFile)) {
    throw permanent('SETTINGS_INVALID', `FACELINE_MODELS_LOCK names ${settings.lockFile}, which is not there.`);
  }
  if (bucket === undefined) return openModelSource(folder, { lockFile });
  const { models: pins } = await readModelsLock(lockFile);
  const pinned = new Map(Object.entries(pins).map(([name, { sha256 }]) => [name, sha256]));
  const objects = await openObjectModelSource({ store, bucket, scratch, byteLimit, pinned });
  return openModelSource(folder, { objects, lockFile });
}

/** Takes tasks from the queue, or does the one it is given. @returns the exit code */
async function work(single?: string): Promise<number> {
  const tell = progressTeller(sendToParent);
  const signals = stopOnSignals();
  const done = new AbortController();
  const stop = AbortSignal.any([signals, done.signal]);
  let exitCode = 0;
  const settings = readSettings();
  const log = createLog(settings.logLevel);
  const note = progressTeller(({ kind: _, ...fields }) => log.info(fields, 'progress'), progressLineMs);
  const rooms = await openRooms(settings, log);
  const { provider, screening } = settings;
  const { cacheBytes, use } = settings.models;
  const nativeLog = settings.logLevel === 'debug' || settings.logLevel === 'info';
  const { frameWorkers, intraOpThreads } = threadPlan(provider, availableParallelism(), settings);
  const inference = { provider, intraOpThreads, nativeLog };
  let tools: TaskTools | undefined;
  try {
    const models = await openModels(settings.models, rooms.modelStore);
    tools = await openTools({ models, use, screening, inference, frameWorkers, cacheBytes });
    await preload(settings.models.preload, tools, stop);
    await startWorker({
      queue: single === undefined ? rooms.queue : singleTaskQueue(single, settings.batchAttempt),
      scope: rooms.scope,
      runTask: createRunTask(tools),
      log,
      settings: settings.worker,
      stop,
      onSettled({ outcome }) {
        if (single === undefined) return;
        exitCode = retried.has(outcome) ? exitCodes.retry : 0;
        // It came too early: it waits here for its person, and the worker receives it again.
        if (outcome !== 'postponed') done.abort();
      },
      onProgress({ taskId }, progress) {
        tell(taskId, progress);
        note(taskId, progress);
      },
    });
  } finally {
    await tools?.pool.close();
    rooms.close();
  }
  return exitCode;
}

/** Works in a child process, and starts another when it dies. */
async function serve(): Promise<number> {
  const { worker, logLevel } = readSettings();
  const killAfterS = worker.shutdownGraceS + worker.abortGraceS;
  const argv = [import.meta.filename];
  const end = await superviseWorker({ argv, log: createLog(logLevel), stop: stopOnSignals(), killAfterS });
  return end.exitCode;
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { task: { type: 'string' } } });
  const [command] = positionals;
  if (command === undefined) return work();
  if (command === 'serve') return serve();
  if (command === 'run' && values.task !== undefined) return work(values.task);
  throw permanent('SETTINGS_INVALID', 'Expected no arguments, "serve", or "run --task <json>".');
}

try {
  process.exitCode = await main();
  leaveParent();
} catch (thrown) {
  const error = asFacelineError(thrown);
  createLog('error').error({ code: error.code, cause: error.cause }, error.message);
  process.exit(error.retryable ? exitCodes.retry : exitCodes.settings);
}
