import path from 'node:path';
import { defined } from '../../../contract/options/option.ts';
import { localScratch } from '../../../gpu-worker/adapters/local/places.ts';
import { createLog, logLevels } from '../../../gpu-worker/log.ts';
import { superviseWorker } from '../../../gpu-worker/loop/supervisor.ts';
import { progressMessageSchema } from '../../../gpu-worker/loop/worker-messages.ts';
import type { Progress } from '../../../gpu-worker/phases.ts';
import { workerEnd } from '../words/worker-end.ts';
import type { WorkerWords } from '../words/worker-words.ts';
import type { LocalSettings } from './local-settings.ts';

const workerMain = path.resolve(import.meta.dirname, '../../../gpu-worker/main.ts');
const killAfterS = 15;
/** Some ten seconds: the queue is a file, and what ails it for longer is the disk. */
const queueTries = 5;

export interface LocalWorker {
  /** Throws when the worker has ended although nobody asked it to. */
  throwIfEnded(): void;
  stop(): Promise<void>;
}

/**
 * The worker in a process of its own, supervised, on the folder of a run: the same process as in the container.
 * @param words makes sentences of what it logs; undefined: its lines are shown as they are
 */
export function startLocalWorker(
  folder: string,
  settings: LocalSettings,
  maxReceives: number,
  words: WorkerWords | undefined,
  onProgress: (progress: Progress) => void,
): LocalWorker {
  const stop = new AbortController();
  const logLevel = logLevels.find((level) => level === process.env.FACELINE_LOG_LEVEL) ?? 'warn';
  let ended: { readonly exitCode: number } | undefined;
  const supervised = superviseWorker({
    // Little young memory: it would fill with the garbage of a long film before anybody looks.
    argv: ['--max-semi-space-size=4', workerMain],
    log: words?.log ?? createLog(logLevel),
    stop: stop.signal,
    killAfterS,
    env: {
      ...process.env,
      FACELINE_LOCAL_FOLDER: folder,
      FACELINE_SCRATCH: localScratch(folder),
      FACELINE_MODELS: settings.models,
      FACELINE_MAX_RECEIVES: String(maxReceives),
      FACELINE_QUEUE_TRIES: String(queueTries),
      FACELINE_VISIBILITY_S: process.env.FACELINE_VISIBILITY_S ?? '10',
      FACELINE_SHUTDOWN_GRACE_S: '0',
      FACELINE_LOG_LEVEL: logLevel,
      ...defined({ FACELINE_PROVIDER: settings.provider, FACELINE_FRAME_WORKERS: settings.frameWorkers?.toString() }),
    },
    ...defined({ onErrorLine: words?.line }),
    onMessage(message) {
      const parsed = progressMessageSchema.safeParse(message);
      if (!parsed.success) return;
      const { phase, framesDone, framesTotal } = parsed.data;
      onProgress({ phase, framesDone, framesTotal });
    },
  }).then((end) => {
    ended = end;
  });
  return {
    throwIfEnded() {
      if (ended === undefined) return;
      throw workerEnd(ended.exitCode, words?.lastWords());
    },
    async stop() {
      stop.abort();
      await supervised;
    },
  };
}
