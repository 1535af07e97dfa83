import { beforeEach, expect, test } from 'vitest';
import type { ErrorCode } from '../../../../contract/error-codes.ts';
import { type FaceTask, parseFaceTask } from '../../../../contract/face-task.ts';
import { failureReport } from '../../../../contract/failure-report.ts';
import { defaultLimits } from '../../../../contract/task-options.ts';
import { handleMessage, type IntakePorts } from '../../../../functions/intake/handle-upload.ts';
import { MemoryQueue, MemoryStore, silentLog } from '../../../helpers/stores/memory-store.ts';

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

function taskIn(body: string): FaceTask {
  const parsed = parseFaceTask(JSON.parse(body));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}
const lastTask = (): FaceTask => taskIn(queue.bodies.at(-1) ?? '');

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

test('the tasks that manifests made of a restored upload run again too, each for its own user', async () => {
  const submit = async (name: string, manifest: object): Promise<void> => {
    store.add('in', name, JSON.stringify({ version: 1, ...manifest }));
    const created = { source: 'aws.s3', 'detail-type': 'Object Created' };
    const body = { ...created, detail: { bucket: { name: 'in' }, object: { key: name } } };
    await handleMessage(JSON.stringify(body), ports, settings);
  };
  const other = 'videos/input/u1/202504051423/other.mp4';
  store.add('in', other, 'other film');
  await submit('jobs/bob/202601010000/party.json', { templates: [key, other], persons: ['anna', 'ben'] });
  await submit('jobs/eve/202601020000/again.json', { items: [{ target: key, person: 'eve' }] });
  store.add('in', 'jobs/bob/202601010000/broken.json', '{');
  store.add('in', 'jobs/readme.txt', 'no manifest');
  const tasks = queue.bodies.map(taskIn);
  const [annas, bens] = tasks.filter(({ source }) => source.key === key);
  const eves = tasks.find(({ requester }) => requester.user === 'eve');
  if (annas === undefined || bens === undefined || eves === undefined) throw new Error('tasks are missing');
  fail(annas, 'SOURCE_ARCHIVED');
  fail(bens, 'DECODE_FAILED');
  fail(eves, 'SOURCE_ARCHIVED');
  for (const task of tasks.filter(({ source }) => source.key === other)) fail(task, 'SOURCE_ARCHIVED');

  queue.batches.length = 0;
  const [outcome] = await handleMessage(event('Object Restore Completed'), ports, settings);
  expect(outcome).toMatchObject({ kind: 'sent' });
  const again = queue.bodies.map(taskIn).map(({ taskId, run, output }) => ({ taskId, run, prefix: output.prefix }));
  expect(again.sort((a, b) => a.prefix.localeCompare(b.prefix))).toEqual([
    { taskId: annas.taskId, run: 2, prefix: `${annas.output.prefix}r2/` },
    { taskId: eves.taskId, run: 2, prefix: `${eves.output.prefix}r2/` },
  ]);
  expect(annas.output.prefix).toContain('/bob/');
});
