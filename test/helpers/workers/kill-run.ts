import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaceTask } from '../../../contract/face-task.ts';
import { outputFiles } from '../../../contract/object-keys.ts';
import { parseReport, type Report } from '../../../contract/report.ts';
import { openFolderObjectStore } from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import { openLocalQueues } from '../../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { superviseWorker } from '../../../gpu-worker/loop/supervisor.ts';
import type { ObjectStore } from '../../../gpu-worker/ports.ts';
import { allBytes, allOf } from '../files/bytes.ts';
import { eventually } from '../time-and-chance/eventually.ts';
import { silentLog } from './silent-log.ts';

/** What one run with a kill left behind. */
export interface KillRunEnd {
  readonly reports: readonly (Report | undefined)[];
  /** Every object's key in the tasks' output buckets, but for inputs. */
  readonly outputKeys: readonly string[];
  readonly scratchLeft: readonly string[];
  readonly temporaryLeft: readonly string[];
  readonly messagesLeft: number;
  readonly starts: number;
}

/**
 * One run: a supervised worker process over a queue and a store in `folder`, killed with SIGKILL once. The worker
 * may be any that takes its tasks from `queue.sqlite`, its objects from `objects`, and its scratch from `scratch`.
 */
export async function killRun(run: {
  readonly folder: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly tasks: readonly FaceTask[];
  /** What the kill's time is counted from: the process, or a task that it works on, however slow the machine is. */
  readonly killAfter: 'start' | 'receive';
  readonly killAfterMs: number;
  readonly timeoutMs: number;
}): Promise<KillRunEnd> {
  const { folder, argv, env, tasks } = run;
  const queues = await openLocalQueues(path.join(folder, 'queue.sqlite'));
  const store = await openFolderObjectStore(path.join(folder, 'objects'));
  await queues.tasks.send(tasks.map((task) => JSON.stringify(task)));
  const stop = new AbortController();
  const started: number[] = [];
  const supervision = superviseWorker({
    argv,
    ...(env === undefined ? {} : { env }),
    log: silentLog,
    stop: stop.signal,
    killAfterS: 20,
    restartBaseS: 0.05,
    onStart: (pid) => {
      started.push(pid);
    },
  });
  try {
    if (run.killAfter === 'receive') {
      const isAtWork = async (): Promise<boolean> => (await queues.tasks.depth()).inFlight > 0;
      await eventually('a task is at work', isAtWork, run.timeoutMs);
    }
    await delay(run.killAfterMs);
    const pid = started.at(-1);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    // A kill after the last task leaves an empty queue, and its process is started again all the same.
    await eventually('the process is started again', () => started.length > 1, run.timeoutMs);
    await eventually(
      'the queue is empty',
      async () => {
        const { visible, delayed, inFlight } = await queues.tasks.depth();
        return visible + delayed + inFlight === 0;
      },
      run.timeoutMs,
    );
  } finally {
    stop.abort();
    await supervision;
  }
  const { starts } = await supervision;
  const dead = await queues.dead.depth();
  const outputKeys: string[] = [];
  for (const bucket of new Set(tasks.map(({ output }) => output.bucket))) {
    const keys = (await allOf(store.list(bucket, ''))).map(({ key }) => key);
    outputKeys.push(...keys.filter((key) => key.includes('/output/')));
  }
  const reports: (Report | undefined)[] = [];
  for (const task of tasks) reports.push(await reportOf(store, task));
  queues.close();
  return {
    reports,
    outputKeys,
    scratchLeft: await readdir(path.join(folder, 'scratch')),
    temporaryLeft: await readdir(path.join(folder, 'objects/%store/temporary')),
    messagesLeft: dead.visible + dead.delayed + dead.inFlight,
    starts,
  };
}

async function reportOf(store: ObjectStore, { output }: FaceTask): Promise<Report | undefined> {
  const address = { bucket: output.bucket, key: `${output.prefix}${outputFiles.report}` };
  if ((await store.head(address)) === undefined) return undefined;
  const parsed = parseReport(JSON.parse((await allBytes(store.read(address))).toString()));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}
