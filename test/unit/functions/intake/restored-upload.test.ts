import { beforeEach, expect, test } from 'vitest';
import type { ErrorCode } from '../../../../contract/error-codes.ts';
import { type FaceTask, parseFaceTask } from '../../../../contract/face-task.ts';
import { failureReport } from '../../../../contract/failure-report.ts';
import { defaultLimits } from '../../../../contract/task-options.ts';
import { handleMessage, type IntakePorts } from '../../../../functions/intake/handle-upload.ts';
import { MemoryQueue, MemoryStore, silentLog } from '../../../helpers/memory-store.ts';

const settings = { outputBucket: 'out', limits: defaultLimits };
const key = 'videos/input/u1/202504051423/old.mp4';
let store: MemoryStore;
let queue: MemoryQueue;
let ports: IntakePorts;

beforeEach(() => {
  store = new MemoryStore();
  queue = new MemoryQueue();
  ports = { store, queue, log: silentLog };
  store.add('in', key, 'film', { person: 'anna' });
});

const event = (type: string): string =>
  JSON.stringify({ source: 'aws.s3', 'detail-type': type, detail: { bucket: { name: 'in' }, object: { key } } });

function lastTask(): FaceTask {
  const parsed = parseFaceTask(JSON.parse(queue.bodies.at(-1) ?? ''));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

/** The report a worker leaves of a task that failed so. */
function fail({ taskId, source, output, ...rest }: FaceTask, code: ErrorCode): void {
  const task = { taskId, source, output, ...rest };
  const place = { bucket: source.bucket, key: source.key };
  const report = failureReport({
    ...{ taskId, outcome: 'failed', code, message: 'as told', source: place },
    ...{ output, task, attempts: 1, finishedAt: new Date() },
  });
  store.add('out', `${output.prefix}report.json`, JSON.stringify(report));
}

test('a restored upload whose task failed because it was archived runs again, in a folder of its own', async () => {
  await handleMessage(event('Object Created'), ports, settings);
  const first = lastTask();
  fail(first, 'SOURCE_ARCHIVED');
  await handleMessage(event('Object Restore Completed'), ports, settings);
  const second = lastTask();
  expect(second).toMatchObject({ taskId: first.taskId, run: 2, output: { prefix: `${first.output.prefix}r2/` } });
  fail(second, 'SOURCE_ARCHIVED');
  await handleMessage(event('Object Restore Completed'), ports, settings);
  expect(lastTask().run).toBe(3);
});

test('a restored upload that nobody waits for starts nothing', async () => {
  expect(await handleMessage(event('Object Restore Completed'), ports, settings)).toMatchObject([{ kind: 'ignored' }]);
  expect(queue.bodies).toEqual([]);
  await handleMessage(event('Object Created'), ports, settings);
  fail(lastTask(), 'DECODE_FAILED');
  expect(await handleMessage(event('Object Restore Completed'), ports, settings)).toMatchObject([{ kind: 'ignored' }]);
  expect(queue.bodies).toHaveLength(1);
});
