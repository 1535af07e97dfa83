import { setTimeout as sleep } from 'node:timers/promises';
import { defined } from '../../../contract/options/option.ts';
import type { Report } from '../../../contract/report.ts';
import { handleDeadTask } from '../../../functions/dead-letter/handle-dead-task.ts';
import { createLog } from '../../../gpu-worker/log.ts';
import type { Progress } from '../../../gpu-worker/phases.ts';
import type { LocalJob } from '../asked/files-of-job.ts';
import type { ProgressView } from '../progress/show-progress.ts';
import type { PlacedResults } from '../results/place-results.ts';
import type { ResultPlan } from '../results/plan-results.ts';
import { collectFiles, readReport } from '../results/task-files.ts';
import { localBuckets } from '../upload-names.ts';
import { errorInTheirWords, inTheirWords, rewordReport } from '../words/known-files.ts';
import { workerWords } from '../words/worker-words.ts';
import type { LocalSettings } from './local-settings.ts';
import { startLocalWorker } from './local-worker.ts';
import { openLocalRooms, openRunFolder } from './run-folder.ts';
import { submitLocal } from './submit-local.ts';

/** Often enough for a person, seldom enough to leave the processors to the worker. */
const lookEveryMs = 400;
/** Dead tasks are rare, and looking for one is a transaction. */
const looksPerDeadTask = 5;
const maxReceives = 5;

/** The whole pipeline on one machine: folder, queue, functions in this process, the worker in its own. */
export interface LocalPipeline {
  /** Uploads, waits for the report. Refusals and failures are reports too. */
  run(job: LocalJob): Promise<Report>;
  /** Puts the files of a report where they were planned to lie. */
  collect(report: Report, plan: ResultPlan): Promise<PlacedResults>;
  /** Where a file of a report lies until it is forgotten. */
  locate(report: Report, name: string): Promise<string>;
  /** Removes everything that was uploaded and made so far: nobody comes back for it. */
  forget(): Promise<void>;
  /** Throws when the worker has ended although nobody asked it to. */
  throwIfEnded(): void;
  close(): Promise<void>;
}

/**
 * @param signal ends everything; `run` then throws its reason
 * @param say is told, in sentences, of what goes wrong on the way and is tried again
 */
export async function openLocalPipeline(
  settings: LocalSettings,
  signal: AbortSignal,
  say: (text: string) => void = () => undefined,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<LocalPipeline> {
  const run = await openRunFolder(settings.output === undefined ? '--out' : '--output', settings.out);
  const { store, queues } = await openLocalRooms(run, maxReceives);
  let files = new Map<string, string>();
  // Whoever asks for a log is shown it as it is.
  const asked = process.env.FACELINE_LOG_LEVEL;
  const words = asked === undefined ? workerWords((text) => say(inTheirWords(text, files))) : undefined;
  const log = words?.log ?? createLog('error');
  const worker = startLocalWorker(run.folder, settings, maxReceives, words, onProgress);

  const endDeadTask = async (): Promise<void> => {
    const dead = await queues.dead.receive({ visibilityS: 30, waitS: 0 });
    if (dead === undefined) return;
    const task = { body: dead.body, attempts: maxReceives, ...defined({ lastError: words?.lastWords() }) };
    await handleDeadTask(task, { store, log }, { outputBucket: localBuckets.output });
    await queues.dead.delete(dead);
  };

  return {
    async run(job) {
      files = new Map();
      const rooms = { store, queue: queues.tasks, log, files };
      const prefix = await submitLocal(job, rooms, signal).catch((thrown: unknown) => {
        throw errorInTheirWords(thrown, files);
      });
      for (let looks = 1; ; looks += 1) {
        signal.throwIfAborted();
        worker.throwIfEnded();
        const report = await readReport(store, localBuckets.output, prefix);
        if (report !== undefined) return rewordReport(store, report, files);
        if (looks % looksPerDeadTask === 0) await endDeadTask();
        await sleep(lookEveryMs);
      }
    },
    collect: (report, plan) => collectFiles(store, report, plan),
    locate: ({ output }, name) => store.files.locate({ bucket: output.bucket, key: `${output.prefix}${name}` }),
    async forget() {
      for (const bucket of [localBuckets.input, localBuckets.output]) {
        for (const { key } of await Array.fromAsync(store.list(bucket, ''))) await store.delete({ bucket, key });
      }
    },
    throwIfEnded: worker.throwIfEnded,
    async close() {
      await worker.stop();
      queues.close();
      await run.remove();
    },
  };
}

/** A pipeline that tells a view how far it is, for as long as it is used. */
export async function withPipeline<Result>(
  settings: LocalSettings,
  { say, update }: Pick<ProgressView, 'say' | 'update'>,
  signal: AbortSignal,
  use: (pipeline: LocalPipeline) => Promise<Result>,
): Promise<Result> {
  const pipeline = await openLocalPipeline(settings, signal, say, update);
  try {
    return await use(pipeline);
  } finally {
    await pipeline.close();
  }
}
