import { beforeEach, describe, expect, test } from 'vitest';
import { parseFaceTask } from '../../../../contract/face-task.ts';
import { parseReport } from '../../../../contract/report.ts';
import { defaultLimits } from '../../../../contract/task-options.ts';
import { handleMessage, handleUpload, type IntakePorts } from '../../../../functions/intake/handle-upload.ts';
import { MemoryQueue, MemoryStore, silentLog } from '../../../helpers/stores/memory-store.ts';

const settings = { outputBucket: 'out', limits: defaultLimits };
const folder = 'videos/input/u1/202504051423';
const anna = { person: 'anna' };

let store: MemoryStore;
let queue: MemoryQueue;
let ports: IntakePorts;
beforeEach(() => {
  store = new MemoryStore();
  queue = new MemoryQueue();
  ports = { store, queue, log: silentLog };
});

const sentTasks = () =>
  queue.bodies.map((body) => {
    const parsed = parseFaceTask(JSON.parse(body));
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  });

function reports() {
  return [...store.objects.keys()]
    .filter((address) => address.endsWith('/report.json'))
    .map((address) => {
      const parsed = parseReport(JSON.parse(store.textOf('out', address.slice('out/'.length)) ?? ''));
      if (!parsed.ok) throw new Error(parsed.problem);
      expect(address).toBe(`out/${parsed.value.output.prefix}report.json`);
      return parsed.value;
    });
}

describe('an upload', () => {
  test('is sent as one task; an event that comes twice sends the same task again', async () => {
    store.add('in', `${folder}/a b+c%2F.mp4`, 'x', anna);
    const first = await handleUpload({ bucket: 'in', key: `${folder}/a b+c%2F.mp4` }, ports, settings);
    await handleUpload({ bucket: 'in', key: `${folder}/a b+c%2F.mp4` }, ports, settings);
    const [task, again] = sentTasks();
    expect(first).toEqual({ kind: 'sent', taskIds: [task?.taskId], prefixes: [task?.output.prefix] });
    expect(again?.taskId).toBe(task?.taskId);
    expect(reports()).toEqual([]);
  });

  test('that lies at the other reading of its key is found there', async () => {
    store.add('in', `${folder}/a+b.mp4`, 'x', anna);
    const event = { bucket: 'in', key: `${folder}/a b.mp4`, otherKey: `${folder}/a+b.mp4` };
    expect(await handleUpload(event, ports, settings)).toMatchObject({ kind: 'sent' });
    expect(sentTasks()[0]?.source.key).toBe(`${folder}/a+b.mp4`);
    expect(store.heads).toHaveLength(2);
  });

  test('that was deleted meanwhile is ignored after one look at each reading', async () => {
    const event = { bucket: 'in', key: `${folder}/a b.mp4`, otherKey: `${folder}/a+b.mp4` };
    expect(await handleUpload(event, ports, settings)).toMatchObject({ kind: 'ignored', reason: /deleted/ });
    expect(store.heads).toHaveLength(2);
    expect([queue.bodies, reports()]).toEqual([[], []]);
  });

  test('that is refused leaves a report in its own output folder, once', async () => {
    store.add('in', `${folder}/a.mp4`, 'x');
    const now = new Date('2025-04-05T14:23:00Z');
    await handleUpload({ bucket: 'in', key: `${folder}/a.mp4` }, ports, settings, now);
    await handleUpload({ bucket: 'in', key: `${folder}/a.mp4` }, ports, settings);
    expect(reports()).toMatchObject([
      {
        outcome: 'refused',
        source: { bucket: 'in', key: `${folder}/a.mp4` },
        user: 'u1',
        attempts: 0,
        finishedAt: now.toISOString(),
        error: { code: 'PERSON_MISSING', retryable: false },
      },
    ]);
    expect(reports()[0]?.output.prefix).toMatch(/^videos\/output\/u1\/202504051423\/a\//);
    expect(queue.bodies).toEqual([]);
  });

  test.each(['..', '*', '?', '${', '\u0001'])('with %j in its key is refused without a look at it', async (odd) => {
    const key = `${folder}/a${odd}.mp4`;
    store.add('in', key, 'x', anna);
    expect(await handleUpload({ bucket: 'in', key }, ports, settings)).toMatchObject({ kind: 'refused' });
    expect(store.heads).toEqual([]);
    expect(reports()).toMatchObject([{ error: { code: 'KEY_REFUSED' }, source: { key } }]);
    expect(reports()[0]?.output.prefix).toMatch(/^videos\/output\/_refused\//);
  });

  test('of our own output, where one bucket holds both, never feeds on itself', async () => {
    const same = { ...settings, outputBucket: 'in' };
    await handleUpload({ bucket: 'in', key: 'nonsense.mp4' }, ports, same);
    const [address] = [...store.objects.keys()];
    const key = address?.slice('in/'.length) ?? '';
    expect(await handleUpload({ bucket: 'in', key }, ports, same)).toMatchObject({ kind: 'ignored' });
    expect(store.objects.size).toBe(1);
  });
});

describe('what does not answer is thrown, and trying again is all it takes', () => {
  test('the store', async () => {
    store.add('in', `${folder}/a.mp4`, 'x', anna);
    store.failure = new Error('503');
    await expect(handleUpload({ bucket: 'in', key: `${folder}/a.mp4` }, ports, settings)).rejects.toThrow('503');
    store.failure = undefined;
    expect(await handleUpload({ bucket: 'in', key: `${folder}/a.mp4` }, ports, settings)).toMatchObject({
      kind: 'sent',
    });
  });

  test('the queue', async () => {
    store.add('in', `${folder}/a.mp4`, 'x', anna);
    queue.failures = 1;
    await expect(handleUpload({ bucket: 'in', key: `${folder}/a.mp4` }, ports, settings)).rejects.toThrow('queue');
    expect(await handleUpload({ bucket: 'in', key: `${folder}/a.mp4` }, ports, settings)).toMatchObject({
      kind: 'sent',
    });
  });
});

describe('a message of the uploads queue', () => {
  const record = (key: string): object => ({
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: 'in' }, object: { key } },
  });

  test('may tell of several uploads', async () => {
    store.add('in', `${folder}/a b.mp4`, 'x', anna);
    store.add('in', 'persons/anna/1.jpg', 'x');
    const body = JSON.stringify({ Records: [record(`${folder}/a+b.mp4`), record('persons/anna/1.jpg')] });
    const outcomes = await handleMessage(body, ports, settings);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'ignored']);
  });

  test('that is none of S3 is thrown, so that it ends in the dead-letter queue and is seen', async () => {
    await expect(handleMessage('{}', ports, settings)).rejects.toThrow('no S3 event');
    expect(await handleMessage('{"Event":"s3:TestEvent"}', ports, settings)).toEqual([]);
  });
});
