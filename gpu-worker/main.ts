/** The worker process: reads its settings, puts the parts together, works until it is asked to stop. */
import { availableParallelism } from 'node:os';
import { openFolderObjectStore } from './adapters/local/folder-object-store.ts';
import { localTaskScope } from './adapters/local/local-task-scope.ts';
import { localObjects, localQueueFile } from './adapters/local/places.ts';
import { openLocalQueues } from './adapters/local/sqlite-task-queue.ts';
import { readSettings, type Settings } from './config.ts';
import { asFacelineError } from './errors.ts';
import { threadPlan } from './inference/thread-plan.ts';
import { createLog } from './log.ts';
import { openFramePool } from './pipeline/frame-pool.ts';
import { createRunTask } from './pipeline/run-task.ts';
import type { Log, TaskQueue, TaskScope } from './ports.ts';
import { exitCodes, stopOnSignals } from './supervisor.ts';
import { findFfmpeg } from './video/find-ffmpeg.ts';
import { startWorker } from './worker.ts';
import { progressMessage } from './worker-messages.ts';

interface Rooms {
  readonly queue: TaskQueue;
  readonly scope: TaskScope;
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
  return { queue: queues.tasks, scope: localTaskScope(store), close: queues.close };
}

async function main(): Promise<void> {
  const stop = stopOnSignals();
  const settings = readSettings();
  const log = createLog(settings.logLevel);
  const ffmpeg = await findFfmpeg();
  const rooms = await openRooms(settings, log);
  const { provider, modelsFolder } = settings;
  const threads = threadPlan(provider, availableParallelism(), settings);
  const pool = openFramePool({
    frameWorkers: threads.frameWorkers,
    inference: { provider, intraOpThreads: threads.intraOpThreads },
    heapMb: 512,
  });
  try {
    await startWorker({
      queue: rooms.queue,
      scope: rooms.scope,
      runTask: createRunTask({ pool, ffmpeg, modelsFolder, provider }),
      log,
      settings: settings.worker,
      stop,
      onProgress: (task, progress) => process.send?.(progressMessage(task.taskId, progress)),
    });
  } finally {
    await pool.close();
    rooms.close();
  }
}

try {
  await main();
  process.disconnect?.();
} catch (thrown) {
  const error = asFacelineError(thrown);
  createLog('error').error({ code: error.code, cause: error.cause }, error.message);
  process.exit(error.retryable ? 1 : exitCodes.settings);
}
