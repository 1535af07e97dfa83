import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { FaceTask } from '../../../contract/face-task.ts';
import { parseReport, type Report } from '../../../contract/report.ts';
import { openFolderObjectStore } from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import { localTaskScope } from '../../../gpu-worker/adapters/local/local-task-scope.ts';
import { openLocalQueues } from '../../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { startWorker } from '../../../gpu-worker/loop/worker.ts';
import { defaultWorkerSettings, type Settled, type WorkerSettings } from '../../../gpu-worker/loop/worker-parts.ts';
import type { ObjectStore, RunTask, TaskQueue, TaskScope } from '../../../gpu-worker/ports.ts';
import { allBytes } from '../files/bytes.ts';
import { temporaryFolder } from '../files/temporary-folder.ts';
import { FakeClock } from '../time-and-chance/fake-clock.ts';
import { silentLog } from './silent-log.ts';

/** A worker over a queue in memory, a store in a folder and a clock that the test moves. Stopped when the test ends. */
export async function workerRig(wish: {
  readonly runTask: RunTask;
  readonly settings?: Partial<WorkerSettings>;
  /** Replaces some of the queue's operations, as the worker sees it. */
  readonly queue?: (queue: TaskQueue) => Partial<TaskQueue>;
  /** Replaces some of the store's operations, as the worker sees it. */
  readonly store?: (store: ObjectStore) => Partial<ObjectStore>;
  /** Replaces the local scope. */
  readonly scope?: TaskScope;
}) {
  const folder = await temporaryFolder();
  const clock = new FakeClock();
  const queues = await openLocalQueues(':memory:', { clock });
  const store = await openFolderObjectStore(path.join(folder, 'objects'));
  const scratchRoot = path.join(folder, 'scratch');
  const settled: Settled[] = [];
  const stop = new AbortController();
  const seenStore = replaced(store, wish.store?.(store) ?? {});
  const worker = startWorker({
    queue: replaced(queues.tasks, wish.queue?.(queues.tasks) ?? {}),
    scope: wish.scope ?? localTaskScope(seenStore),
    runTask: wish.runTask,
    log: silentLog,
    settings: { ...defaultWorkerSettings, scratchRoot, ...wish.settings },
    stop: stop.signal,
    clock,
    random: () => 0.5,
    onSettled: (one) => settled.push(one),
  });
  let workerEnd: 'runs' | 'stopped' | Error = 'runs';
  worker.then(
    () => {
      workerEnd = 'stopped';
    },
    (cause: Error) => {
      workerEnd = cause;
    },
  );
  onTestFinished(async () => {
    stop.abort();
    await clock.runUntil('the worker stops', () => workerEnd !== 'runs', 1000);
    queues.close();
  });
  return {
    clock,
    queues,
    store,
    scratchRoot,
    settled,
    stop,
    workerEnd: () => workerEnd,
    send: (...tasks: (FaceTask | string)[]) =>
      queues.tasks.send(tasks.map((task) => (typeof task === 'string' ? task : JSON.stringify(task)))),
    /** Lets time pass until so many receives are settled. */
    settle: (count: number) => clock.runUntil(`${count} settled`, () => settled.length >= count),
    /** The report of a task, parsed; undefined when there is none. */
    async report(task: Pick<FaceTask, 'output'>): Promise<Report | undefined> {
      const address = { bucket: task.output.bucket, key: `${task.output.prefix}report.json` };
      if ((await store.head(address)) === undefined) return undefined;
      const parsed = parseReport(JSON.parse((await allBytes(store.read(address))).toString()));
      if (!parsed.ok) throw new Error(parsed.problem);
      return parsed.value;
    },
    /** How many messages are left in the queue and among the dead letters. */
    async left(): Promise<{ tasks: number; dead: number }> {
      const count = ({ visible, delayed, inFlight }: Awaited<ReturnType<TaskQueue['depth']>>) =>
        visible + delayed + inFlight;
      return { tasks: count(await queues.tasks.depth()), dead: count(await queues.dead.depth()) };
    },
  };
}

/** The same object, with some of its methods replaced. */
function replaced<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get(object, name) {
      const own: unknown = Reflect.get(methods, name);
      const value: unknown = own ?? Reflect.get(object, name);
      return typeof value === 'function' && own === undefined ? value.bind(object) : value;
    },
  });
}
