import { describe, expect, test } from 'vitest';
import type { FaceTask } from '../../../../contract/face-task.ts';
import { failureReport } from '../../../../contract/failure-report.ts';
import { parseReport } from '../../../../contract/report.ts';
import { defaultLimits } from '../../../../contract/task-options.ts';
import { handleDeadTask } from '../../../../functions/dead-letter/handle-dead-task.ts';
import { makeTask } from '../../../../functions/intake/make-task.ts';
import { MemoryStore, silentLog } from '../../../helpers/stores/memory-store.ts';
import { doneReport } from '../../../helpers/tasks/done-report.ts';

function task(): FaceTask {
  const key = 'videos/input/u1/202504051423/raw.mp4';
  const object = { bucket: 'in', key, etag: 'e1', metadata: { person: 'anna' } };
  const made = makeTask(object, { outputBucket: 'out', limits: defaultLimits }, new Date('2025-04-05T14:23:00Z'));
  if (made.kind !== 'task') throw new Error('no task');
  return made.task;
}

async function end(body: string, store = new MemoryStore(), lastError?: string) {
  const dead = { body, attempts: 5, ...(lastError === undefined ? {} : { lastError }) };
  const { dead: counts, report } = await handleDeadTask(dead, { store, log: silentLog }, { outputBucket: 'out' });
  const text = store.textOf(report.output.bucket, `${report.output.prefix}report.json`);
  return { counts, report, text, parsed: parseReport(JSON.parse(text ?? 'null')) };
}

describe('a dead task', () => {
  test('ends with a failed report where its output would have been', async () => {
    const { counts, report, parsed } = await end(JSON.stringify(task()), undefined, 'ENOSPC');
    expect(counts).toBe(true);
    expect(parsed).toEqual({ ok: true, value: report });
    expect(report).toMatchObject({
      outcome: 'failed',
      taskId: task().taskId,
      output: task().output,
      user: 'u1',
      attempts: 5,
      task: task(),
      error: { code: 'ATTEMPTS_EXHAUSTED', message: expect.stringMatching(/5 times.*ENOSPC/) },
    });
  });

  const reportKey = `${task().output.prefix}report.json`;

  test('that was done after all keeps its report, and is no dead one', async () => {
    const store = new MemoryStore();
    const text = JSON.stringify(doneReport());
    store.add('out', reportKey, text);
    expect(await end(JSON.stringify(task()), store)).toMatchObject({ counts: false, text });
  });

  test('whose worker wrote the failed report of the last attempt itself keeps that report, and counts', async () => {
    const store = new MemoryStore();
    const { taskId, source, output } = task();
    const text = JSON.stringify(
      failureReport({
        ...{ taskId, source: { bucket: source.bucket, key: source.key }, output, task: task(), outcome: 'failed' },
        ...{ code: 'STORE_UNAVAILABLE', message: '503', retryable: true, attempts: 5, finishedAt: new Date() },
      }),
    );
    store.add('out', reportKey, text);
    expect(await end(JSON.stringify(task()), store)).toMatchObject({ counts: true, text });
    store.add('out', reportKey, '{"mine":true}');
    expect(await end(JSON.stringify(task()), store)).toMatchObject({ counts: true });
  });

  test('that EventBridge took out of a failed Batch job comes as a JSON string, and is the same task', async () => {
    const { report } = await end(JSON.stringify(JSON.stringify(task())));
    expect(report).toMatchObject({ output: task().output, task: task(), error: { code: 'ATTEMPTS_EXHAUSTED' } });
  });

  test('whose report cannot be written is thrown, so that it is tried again', async () => {
    const store = new MemoryStore();
    store.failure = new Error('503');
    await expect(end(JSON.stringify(task()), store)).rejects.toThrow('503');
  });
});

describe('a body that is no task has a report among the refusals, never where it says itself', () => {
  const elsewhere = { ...task(), colour: 1, output: { bucket: 'other', prefix: 'persons/anna/' } };
  const neighbours = { ...task(), output: { bucket: 'out', prefix: `videos/output/${'0'.repeat(32)}/` } };
  test.each([
    ['no JSON', 'hello', 'TASK_INVALID', { bucket: 'dead-letter', key: 'hello' }],
    ['unknown fields', JSON.stringify(elsewhere), 'TASK_INVALID', { bucket: 'in', key: task().source.key }],
    [
      'another version',
      JSON.stringify({ ...task(), version: 2 }),
      'VERSION_MISMATCH',
      { bucket: 'in', key: task().source.key },
    ],
    ["a neighbour's folder", JSON.stringify(neighbours), 'TASK_INVALID', { bucket: 'in', key: task().source.key }],
    ['nothing', '', 'TASK_INVALID', { bucket: 'dead-letter', key: '' }],
  ])('%s', async (_, body, code, source) => {
    const store = new MemoryStore();
    const { report, parsed } = await end(body, store);
    expect(parsed.ok).toBe(true);
    expect(report).toMatchObject({ outcome: 'failed', source, error: { code } });
    expect(report.output).toEqual({
      bucket: 'out',
      prefix: expect.stringMatching(/^videos\/output\/_refused\/[0-9a-f]{32}\/$/),
    });
    expect(await end(body, store)).toMatchObject({ counts: true });
    expect(store.objects.size).toBe(1);
  });
});
