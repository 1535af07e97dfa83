import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { transient } from '../../../../gpu-worker/errors.ts';
import type { RunTask, TaskContext } from '../../../../gpu-worker/ports.ts';
import { sampleResult } from '../../../helpers/tasks/sample-result.ts';
import { sampleTask } from '../../../helpers/tasks/sample-task.ts';
import { workerRig } from '../../../helpers/workers/worker-rig.ts';

const task = sampleTask();
const video = { bucket: 'media', key: `${task.output.prefix}video.mp4` };
const settings = { visibilityS: 60, heartbeatS: 20 };

/** A runTask that runs until its signal fires, and remembers what it was given. */
function untilAborted(): { readonly runTask: RunTask; readonly contexts: TaskContext[] } {
  const contexts: TaskContext[] = [];
  const runTask: RunTask = async (_, context) => {
    contexts.push(context);
    await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()));
    throw new Error('cut short');
  };
  return { runTask, contexts };
}

test('heartbeats keep a long task in its first attempt', async () => {
  let finish = () => {};
  const rig = await workerRig({
    settings,
    async runTask() {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return sampleResult;
    },
  });
  await rig.send(task);
  await rig.clock.run(600, 1000);
  expect(await rig.queues.tasks.receive({ visibilityS: 60, waitS: 0 })).toBeUndefined();
  finish();
  await rig.settle(1);
  expect(rig.settled).toMatchObject([{ outcome: 'done', attempt: 1 }]);
});

test('a refused heartbeat aborts the task, which can then publish nothing and does not touch the message', async () => {
  const { runTask, contexts } = untilAborted();
  let spoken = 0;
  const say = async () => {
    spoken += 1;
  };
  const rig = await workerRig({
    settings,
    runTask,
    queue: () => ({
      extend: async () => {
        throw transient('LEASE_LOST', 'somebody else has it');
      },
      delete: say,
      giveBack: say,
      postpone: say,
    }),
  });
  await rig.send(task);
  await rig.settle(1);
  expect(rig.settled[0]).toMatchObject({ outcome: 'lost', attempt: 1 });
  const context = contexts[0];
  expect(context?.signal.reason).toMatchObject({ code: 'LEASE_LOST' });
  await expect(context?.store.put(video, Buffer.from('late'))).rejects.toMatchObject({ code: 'LEASE_LOST' });
  expect(await rig.store.head(video)).toBeUndefined();
  expect(await rig.report(task)).toBeUndefined();
  expect(spoken).toBe(0);
});

test('a task that ends well after its lease was lost is not reported', async () => {
  const rig = await workerRig({
    settings,
    async runTask(_, { signal, attempt }) {
      if (attempt > 1) return sampleResult;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      return { ...sampleResult, notes: ['of the first worker'] };
    },
    queue: (queue) => ({
      extend: async (message, visibilityS) => {
        if (message.attempt === 1) throw transient('LEASE_LOST', 'somebody else has it');
        return queue.extend(message, visibilityS);
      },
    }),
  });
  await rig.send(task);
  await rig.settle(2);
  expect(rig.settled.map(({ outcome }) => outcome)).toEqual(['lost', 'done']);
  expect(await rig.report(task)).toMatchObject({ attempts: 2, result: { notes: [] } });
});

test('a heartbeat without an answer is tried again while the lease is certain', async () => {
  let failures = 3;
  const { runTask, contexts } = untilAborted();
  const rig = await workerRig({
    settings,
    runTask,
    queue: (queue) => ({
      extend: async (message, visibilityS) => {
        failures -= 1;
        if (failures >= 0) throw transient('QUEUE_UNAVAILABLE', 'no answer');
        return queue.extend(message, visibilityS);
      },
    }),
  });
  await rig.send(task);
  await rig.clock.run(300, 500);
  expect(contexts).toHaveLength(1);
  expect(contexts[0]?.signal.aborted).toBe(false);
  expect(failures).toBeLessThan(0);
});

test.each([
  ['fail', () => Promise.reject(transient('QUEUE_UNAVAILABLE', 'no answer'))],
  ['never answer', () => new Promise<never>(() => {})],
])('heartbeats that %s end the lease before anybody else can have the message', async (_, extend) => {
  const { runTask, contexts } = untilAborted();
  let abortedAtMs = 0;
  const rig = await workerRig({ settings, runTask, queue: () => ({ extend }) });
  await rig.send(task);
  await rig.clock.runUntil('it runs', () => contexts.length === 1);
  const startedAtMs = rig.clock.now();
  contexts[0]?.signal.addEventListener('abort', () => {
    abortedAtMs = rig.clock.now();
  });
  await rig.settle(1);
  expect(rig.settled[0]?.outcome).toBe('lost');
  expect(abortedAtMs - startedAtMs).toBeGreaterThan(30_000);
  expect(abortedAtMs - startedAtMs).toBeLessThan(60_000);
});

test('a task over its deadline is aborted and fails for good', async () => {
  const { runTask, contexts } = untilAborted();
  const rig = await workerRig({ settings, runTask });
  const short = sampleTask({ limits: { deadlineS: 100 } });
  await rig.send(short);
  await rig.settle(1);
  expect(contexts[0]?.signal.reason).toMatchObject({ code: 'DEADLINE' });
  expect(rig.settled[0]?.outcome).toBe('failed');
  expect(await rig.report(short)).toMatchObject({ error: { code: 'DEADLINE' }, attempts: 1 });
});

test('the longest deadline fits into the 12 hours of a message, under a long visibility too', async () => {
  const { runTask } = untilAborted();
  const rig = await workerRig({ settings: { visibilityS: 900, heartbeatS: 300 }, runTask });
  const long = sampleTask({ limits: { deadlineS: 42_600 } });
  await rig.send(long);
  // Large steps through the 12 hours, but smaller than a heartbeat.
  await rig.clock.runUntil('settled', () => rig.settled.length > 0, 15_000);
  expect(rig.settled).toMatchObject([{ outcome: 'failed', attempt: 1, error: { code: 'DEADLINE' } }]);
});

test('a request to stop lets the running task finish within the grace, and takes no other', async () => {
  let finish = () => {};
  const rig = await workerRig({
    settings: { ...settings, shutdownGraceS: 90 },
    async runTask() {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return sampleResult;
    },
  });
  await rig.send(task, sampleTask({ key: 'videos/input/u1/202504051423/next.mp4' }));
  await rig.clock.run(5);
  rig.stop.abort();
  await rig.clock.run(60);
  expect(rig.settled).toEqual([]);
  finish();
  await rig.clock.runUntil('the worker stops', () => rig.workerEnd() === 'stopped');
  expect(rig.settled.map(({ outcome }) => outcome)).toEqual(['done']);
  expect(await rig.left()).toEqual({ tasks: 1, dead: 0 });
});

test('a task that does not finish within the grace is given back at once, its attempt not spent', async () => {
  const { runTask, contexts } = untilAborted();
  const rig = await workerRig({ settings: { ...settings, shutdownGraceS: 30 }, runTask });
  await rig.send(task);
  await rig.clock.runUntil('it runs', () => contexts.length === 1);
  rig.stop.abort();
  await rig.clock.runUntil('the worker stops', () => rig.workerEnd() === 'stopped');
  expect(contexts[0]?.signal.reason).toMatchObject({ code: 'CANCELLED' });
  expect(rig.settled).toMatchObject([{ outcome: 'stopped', delayS: 0 }]);
  expect(await rig.report(task)).toBeUndefined();
  expect(await readdir(rig.scratchRoot)).toEqual([]);
  expect((await rig.queues.tasks.receive({ visibilityS: 60, waitS: 0 }))?.attempt).toBe(1);
});

test('a task that cannot be stopped ends the worker, and can publish nothing more', async () => {
  let context: TaskContext | undefined;
  const rig = await workerRig({
    settings,
    runTask(_, given) {
      context = given;
      return new Promise<never>(() => {});
    },
  });
  await rig.send(sampleTask({ limits: { deadlineS: 10 } }));
  await rig.clock.runUntil('the worker ends', () => rig.workerEnd() !== 'runs');
  expect(rig.workerEnd()).toMatchObject({ code: 'INTERNAL', retryable: true });
  expect(rig.settled[0]?.outcome).toBe('failed');
  await expect(context?.store.put(video, Buffer.from('late'))).rejects.toMatchObject({ code: 'DEADLINE' });
});

test('a queue that fails for a while does not end the worker', async () => {
  let failures = 6;
  const rig = await workerRig({
    runTask: async () => sampleResult,
    queue: (queue) => ({
      receive: async (request) => {
        failures -= 1;
        if (failures >= 0) throw new Error('connection reset');
        return queue.receive(request);
      },
    }),
  });
  await rig.send(task);
  await rig.settle(1);
  expect(rig.settled[0]?.outcome).toBe('done');
  expect(failures).toBeLessThan(0);
});

test('a last word that the queue did not take makes no second run', async () => {
  let refusals = 1;
  let runs = 0;
  const rig = await workerRig({
    settings,
    runTask: async () => {
      runs += 1;
      return sampleResult;
    },
    queue: (queue) => ({
      delete: async (message) => {
        refusals -= 1;
        if (refusals >= 0) throw transient('QUEUE_UNAVAILABLE', 'no answer');
        return queue.delete(message);
      },
    }),
  });
  await rig.send(task);
  await rig.settle(2);
  expect(rig.settled.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
    ['done', 1],
    ['duplicate', 2],
  ]);
  expect(runs).toBe(1);
  expect(await rig.left()).toEqual({ tasks: 0, dead: 0 });
});

test.each([
  ['for a moment: the report is written in the same attempt', 3, ['done']],
  ['for a while: the task is given back, then done', 5, ['retried', 'done']],
  ['for good: the task dies', 1000, ['retried', 'retried', 'retried', 'retried', 'dead']],
])('a store that takes no writes %s', async (_, failing, outcomes) => {
  let failures = failing;
  const rig = await workerRig({
    settings,
    runTask: async () => sampleResult,
    store: (store) => ({
      put: async (address, bytes, options) => {
        failures -= 1;
        if (failures >= 0) throw transient('STORE_UNAVAILABLE', 'slow down');
        return store.put(address, bytes, options);
      },
    }),
  });
  await rig.send(task);
  await rig.settle(outcomes.length);
  expect(rig.settled.map(({ outcome }) => outcome)).toEqual(outcomes);
  expect((await rig.report(task))?.outcome).toBe(outcomes.at(-1) === 'done' ? 'done' : undefined);
});

test('a store that cannot be reached at all gives the task back', async () => {
  let failures = 1;
  const rig = await workerRig({
    settings,
    runTask: async () => sampleResult,
    store: (store) => ({
      head: async (address) => {
        failures -= 1;
        if (failures >= 0) throw transient('STORE_UNAVAILABLE', 'slow down');
        return store.head(address);
      },
    }),
  });
  await rig.send(task);
  await rig.settle(2);
  expect(rig.settled.map(({ outcome }) => outcome)).toEqual(['retried', 'done']);
});
