import { expect, test } from 'vitest';
import { singleTaskQueue } from '../../../../gpu-worker/loop/single-task-queue.ts';
import { sampleTask } from '../../../helpers/tasks/sample-task.ts';
import { FakeClock } from '../../../helpers/time-and-chance/fake-clock.ts';

const request = { visibilityS: 60, waitS: 20 };

function queueOf(body = JSON.stringify(sampleTask())) {
  const clock = new FakeClock();
  return { clock, queue: singleTaskQueue(body, 3, clock) };
}

async function take({ queue, clock }: ReturnType<typeof queueOf>) {
  let taken: Awaited<ReturnType<typeof queue.receive>> | 'waits' = 'waits';
  void queue.receive(request).then((message) => {
    taken = message;
  });
  await clock.runUntil('the receive ends', () => taken !== 'waits');
  return taken;
}

test('a task that came too early is received again when its delay is over, as the same attempt', async () => {
  const rig = queueOf();
  const startedAtMs = rig.clock.now();
  const first = await rig.queue.receive(request);
  if (first === undefined) throw new Error('no message');
  await rig.queue.postpone(first, 30);
  expect(await rig.queue.depth()).toEqual({ visible: 0, delayed: 1, inFlight: 0 });
  expect(await take(rig)).toBeUndefined();
  expect(await take(rig)).toEqual(first);
  expect(first.attempt).toBe(3);
  expect((rig.clock.now() - startedAtMs) / 1000).toBeGreaterThanOrEqual(30);
});

test('the time a task may wait counts from when it was asked for, over all attempts of its job', async () => {
  const task = sampleTask();
  const first = await queueOf(JSON.stringify(task)).queue.receive(request);
  expect(first?.sentAt.toISOString()).toBe(new Date(task.requester.requestedAt).toISOString());
  const invalid = queueOf('no task');
  expect((await invalid.queue.receive(request))?.sentAt.getTime()).toBe(invalid.clock.now());
});

test('a request to stop ends the wait at once', async () => {
  const { queue } = queueOf();
  const message = await queue.receive(request);
  if (message === undefined) throw new Error('no message');
  await queue.postpone(message, 30);
  const stop = new AbortController();
  const waiting = queue.receive({ ...request, signal: stop.signal });
  stop.abort();
  expect(await waiting).toBeUndefined();
});

test('a task that is done does not come again', async () => {
  const rig = queueOf();
  const message = await rig.queue.receive(request);
  if (message === undefined) throw new Error('no message');
  await rig.queue.delete(message);
  expect(await take(rig)).toBeUndefined();
  expect(await rig.queue.depth()).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
});
