import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FacelineError, permanent, transient } from '../../../../gpu-worker/errors.ts';
import type { RunTask } from '../../../../gpu-worker/ports.ts';
import { sampleResult } from '../../../helpers/tasks/sample-result.ts';
import { sampleTask } from '../../../helpers/tasks/sample-task.ts';
import { workerRig } from '../../../helpers/workers/worker-rig.ts';

const task = sampleTask();
const succeed: RunTask = async () => sampleResult;

/** A runTask that throws these in turn, then succeeds. */
function failing(...errors: unknown[]): RunTask & { readonly attempts: number[] } {
  const attempts: number[] = [];
  const runTask: RunTask = async (_, { attempt }) => {
    attempts.push(attempt);
    if (errors.length > 0) throw errors.shift();
    return sampleResult;
  };
  return Object.assign(runTask, { attempts });
}

test('a task is run, reported and deleted, and its scratch folder is its own and removed', async () => {
  let mode = 0;
  const rig = await workerRig({
    async runTask(_, { scratch, store }) {
      mode = (await stat(scratch)).mode & 0o777;
      await writeFile(path.join(scratch, 'frames.yuv'), 'x');
      await store.put({ bucket: 'media', key: `${task.output.prefix}video.mp4` }, Buffer.from('film'));
      return sampleResult;
    },
  });
  await rig.send(task);
  await rig.settle(1);
  expect(rig.settled).toEqual([{ outcome: 'done', task, attempt: 1 }]);
  expect(await rig.report(task)).toMatchObject({
    outcome: 'done',
    attempts: 1,
    result: sampleResult,
    user: 'u123',
    task,
  });
  expect(await rig.left()).toEqual({ tasks: 0, dead: 0 });
  expect(mode).toBe(0o700);
  expect(await readdir(rig.scratchRoot)).toEqual([]);
});

test('a permanent error: one attempt, a failed report with advice, the message deleted', async () => {
  const runTask = failing(permanent('PHOTO_NO_FACE', 'There is no face in persons/anna/1.jpg.'));
  const rig = await workerRig({ runTask });
  await rig.send(task);
  await rig.settle(1);
  expect(rig.settled[0]?.outcome).toBe('failed');
  const report = await rig.report(task);
  expect(report).toMatchObject({ outcome: 'failed', attempts: 1, task });
  expect(report?.error).toMatchObject({ code: 'PHOTO_NO_FACE', retryable: false });
  expect(report?.error?.advice).toContain('photo');
  expect(await rig.left()).toEqual({ tasks: 0, dead: 0 });
  await rig.clock.run(600, 5000);
  expect(runTask.attempts).toEqual([1]);
});

test('a transient error: given back with growing delays, then done', async () => {
  const runTask = failing(transient('STORE_UNAVAILABLE', 'no answer'), new Error('surprise'), 'not even an error');
  const rig = await workerRig({ runTask });
  await rig.send(task);
  await rig.settle(4);
  expect(rig.settled.map(({ outcome }) => outcome)).toEqual(['retried', 'retried', 'retried', 'done']);
  expect(rig.settled.map(({ delayS }) => delayS)).toEqual([3.8, 7.5, 15, undefined]);
  expect(runTask.attempts).toEqual([1, 2, 3, 4]);
  expect(await rig.report(task)).toMatchObject({ outcome: 'done', attempts: 4 });
});

test('after the last attempt there is a failed report and a dead letter', async () => {
  const noSpace = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });
  const runTask = failing(...Array.from({ length: 9 }, () => noSpace));
  const rig = await workerRig({ runTask });
  await rig.send(task);
  await rig.settle(5);
  expect(rig.settled.map(({ outcome }) => outcome)).toEqual(['retried', 'retried', 'retried', 'retried', 'dead']);
  expect(await rig.report(task)).toMatchObject({ outcome: 'failed', attempts: 5, error: { code: 'SCRATCH_FULL' } });
  await rig.clock.run(2);
  expect(await rig.left()).toEqual({ tasks: 0, dead: 1 });
  expect(runTask.attempts).toHaveLength(5);
  expect(await readdir(rig.scratchRoot)).toEqual([]);
});

test('a person who is not there yet: postponed without spending attempts, then unknown', async () => {
  const early = () => new FacelineError('PERSON_UNKNOWN', 'No photo of anna.', { retryable: true, postponeS: 30 });
  const runTask = failing(...Array.from({ length: 99 }, early));
  const rig = await workerRig({ runTask });
  const waiting = sampleTask({ limits: { personWaitS: 100 } });
  await rig.send(waiting);
  await rig.settle(5);
  expect(rig.settled.map(({ outcome }) => outcome)).toEqual([...Array(4).fill('postponed'), 'failed']);
  expect(runTask.attempts).toEqual([1, 1, 1, 1, 1]);
  expect(rig.settled[3]?.delayS).toBeLessThan(30);
  const report = await rig.report(waiting);
  expect(report).toMatchObject({ outcome: 'failed', attempts: 1, error: { code: 'PERSON_UNKNOWN', retryable: false } });
});

test('a person who comes in time is used; one who may not be late is unknown at once', async () => {
  const early = () => new FacelineError('PERSON_UNKNOWN', 'No photo of anna.', { retryable: true, postponeS: 30 });
  const rig = await workerRig({ runTask: failing(early(), early()) });
  await rig.send(sampleTask({ limits: { personWaitS: 900 } }));
  await rig.settle(1);
  const atOnce = sampleTask({ key: 'images/input/u1/202504051423/a.png', limits: { personWaitS: 0 } });
  await rig.send(atOnce);
  await rig.settle(3);
  expect(rig.settled.map(({ outcome }) => outcome).sort()).toEqual(['done', 'failed', 'postponed']);
  expect(await rig.report(atOnce)).toMatchObject({ error: { code: 'PERSON_UNKNOWN' } });
});

test('a task that somebody finished already is not run again', async () => {
  const runTask = failing();
  const rig = await workerRig({ runTask });
  const address = { bucket: 'media', key: `${task.output.prefix}report.json` };
  await rig.store.put(address, Buffer.from('{}'));
  await rig.send(task);
  await rig.settle(1);
  expect(rig.settled[0]?.outcome).toBe('duplicate');
  expect(runTask.attempts).toEqual([]);
  expect(await rig.left()).toEqual({ tasks: 0, dead: 0 });
});

test('a task that somebody else finishes meanwhile keeps their report', async () => {
  const address = { bucket: 'media', key: `${task.output.prefix}report.json` };
  const rig = await workerRig({
    async runTask() {
      await rig.store.put(address, Buffer.from('{"theirs":true}'));
      return sampleResult;
    },
  });
  await rig.send(task);
  await rig.settle(1);
  expect(rig.settled[0]?.outcome).toBe('duplicate');
  expect(await rig.store.head(address)).toMatchObject({ sizeBytes: 15 });
});

test('messages that are no tasks are refused where they say, or become dead letters, and the next task is done', async () => {
  const runTask = failing();
  const rig = await workerRig({ runTask });
  const unknownField = { ...sampleTask({ key: 'videos/input/u1/202504051423/a.mp4' }), surprise: 1 };
  const otherVersion = { ...sampleTask({ key: 'videos/input/u1/202504051423/b.mp4' }), version: 2 };
  const greedy = { ...unknownField, output: { bucket: 'media', prefix: 'videos/output/' } };
  const dotted = { ...unknownField, output: { bucket: 'media', prefix: `videos/output/../${task.taskId}/` } };
  const neighbours = { ...task, output: { ...task.output, prefix: `videos/output/${'0'.repeat(32)}/` } };
  const homeless = [
    '{"half',
    'null',
    '[]',
    '"text"',
    ...[greedy, dotted, neighbours].map((each) => JSON.stringify(each)),
  ];
  await rig.send(...homeless, ...[unknownField, otherVersion].map((each) => JSON.stringify(each)), task);
  await rig.settle(homeless.length * 5 + 3);
  await rig.clock.run(2);
  expect(await rig.left()).toEqual({ tasks: 0, dead: homeless.length });
  const ends = (outcome: string) => rig.settled.filter((each) => each.outcome === outcome);
  expect(ends('dead').map(({ error }) => error?.code)).toEqual(homeless.map(() => 'TASK_INVALID'));
  expect(ends('failed')).toHaveLength(2);
  expect(ends('done')).toHaveLength(1);
  const unknown = await rig.report(unknownField);
  expect(unknown?.error).toMatchObject({ code: 'TASK_INVALID' });
  expect(unknown?.error?.message).toContain('surprise');
  const version = await rig.report(otherVersion);
  expect(version?.error).toMatchObject({ code: 'VERSION_MISMATCH' });
  expect(version?.error?.message).toMatch(/version 2.*version 1/);
  expect(runTask.attempts).toEqual([1]);
});

test('a task for which no scope can be opened is tried again, and ends among the dead letters', async () => {
  const denied = permanent('TASK_INVALID', 'The policy is too large.');
  const rig = await workerRig({ runTask: succeed, scope: { open: () => Promise.reject(denied) } });
  await rig.send(task);
  await rig.settle(5);
  await rig.clock.run(2);
  expect(rig.settled.at(-1)).toMatchObject({ outcome: 'dead', error: { code: 'TASK_INVALID' } });
  expect(await rig.left()).toEqual({ tasks: 0, dead: 1 });
});

test('a secret in an error message does not reach the report', async () => {
  const link = 'https://media.example/x.mp4?X-Amz-Signature=abcdef0123456789&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE';
  const rig = await workerRig({ runTask: failing(permanent('SOURCE_UNREADABLE', `Cannot read ${link}`)) });
  await rig.send(task);
  await rig.settle(1);
  const message = (await rig.report(task))?.error?.message ?? '';
  expect(message).toContain('https://media.example/x.mp4');
  expect(message).not.toMatch(/abcdef0123456789|AKIA/);
});
