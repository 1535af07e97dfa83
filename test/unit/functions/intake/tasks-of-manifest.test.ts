import { beforeEach, describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../../contract/task-options.ts';
import { forEachBounded } from '../../../../functions/intake/for-each-bounded.ts';
import { handleUpload } from '../../../../functions/intake/handle-upload.ts';
import { inBatches } from '../../../../functions/intake/send-tasks.ts';
import { MemoryQueue, MemoryStore, silentLog } from '../../../helpers/stores/memory-store.ts';

const settings = { outputBucket: 'out', limits: defaultLimits };
const key = 'jobs/boss/202504060900/party.json';
const target = (n: number): string => `videos/input/studio/202504051423/t${n}.mp4`;

let store: MemoryStore;
let queue: MemoryQueue;
beforeEach(() => {
  store = new MemoryStore();
  queue = new MemoryQueue();
});
const submit = (manifest: unknown) => {
  store.add('in', key, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return handleUpload({ bucket: 'in', key }, { store, queue, log: silentLog }, settings);
};
const list = (count: number, of: (n: number) => string): string[] => Array.from({ length: count }, (_, n) => of(n));

describe('a manifest', () => {
  test('of 100 templates for 100 persons is 10,000 tasks in batches of 10, several at once, one look a template', async () => {
    for (const template of list(100, target)) store.add('in', template, template);
    const manifest = { version: 1, templates: list(100, target), persons: list(100, (n) => `Zoë ${n}`) };
    const outcome = await submit(manifest);
    expect(queue.bodies).toHaveLength(10_000);
    expect(Math.max(...queue.batches.map((batch) => batch.length))).toBe(10);
    expect(queue.mostAtOnce).toBeGreaterThan(1);
    expect(queue.mostAtOnce).toBeLessThanOrEqual(8);
    expect(store.heads).toHaveLength(101);
    const ids = outcome.kind === 'sent' ? outcome.taskIds : [];
    expect(new Set(ids).size).toBe(10_000);
    const before = [...queue.bodies].map((body) => JSON.parse(body).taskId).sort();
    const again = await handleUpload({ bucket: 'in', key }, { store, queue, log: silentLog }, settings);
    expect([...(again.kind === 'sent' ? again.taskIds : [])].sort()).toEqual(before);
  });

  test("outputs go to the manifest's user; templates may be anybody's, or lie under templates/", async () => {
    store.add('in', target(0));
    store.add('in', 'templates/a.jpg');
    await submit({ version: 1, templates: [target(0), 'templates/a.jpg'], persons: ['anna'] });
    const tasks = queue.bodies.map((body) => JSON.parse(body));
    expect(tasks.map((task) => task.output.prefix.split('/').slice(0, 5).join('/'))).toEqual([
      'videos/output/boss/202504060900/t0',
      'images/output/boss/202504060900/a',
    ]);
    expect(tasks.map((task) => task.source.kind)).toEqual(['video', 'image']);
  });

  test('wishes that end in the same task are sent once', async () => {
    store.add('in', target(0));
    const items = [
      { target: target(0), person: 'anna' },
      { target: target(0), person: 'anna', options: { crf: 16 } },
    ];
    expect(await submit({ version: 1, items })).toMatchObject({ kind: 'sent', taskIds: { length: 1 } });
  });

  test('with characters cut in the middle by the store is read whole', async () => {
    store.add('in', target(0));
    expect(
      await submit({ version: 1, items: [{ target: target(0), person: '夏夏夏夏夏夏夏夏夏夏夏夏夏夏夏夏夏夏' }] }),
    ).toMatchObject({ kind: 'sent' });
    expect(JSON.parse(queue.bodies[0] ?? '').identities[0].source.person).toMatch(/^夏{18}$/);
  });
});

describe('a manifest is refused whole, with a report and nothing sent', () => {
  const item = { target: target(0), person: 'anna' };
  test.each([
    ['no JSON', 'hello', 'MANIFEST_INVALID', 'not JSON'],
    ['another version', { version: 9 }, 'VERSION_MISMATCH', 'version 9'],
    ['an unknown field', { version: 1, items: [item], colour: 1 }, 'MANIFEST_INVALID', 'colour'],
    ['an unknown preset', { version: 1, items: [item, { ...item, preset: 'x' }] }, 'MANIFEST_INVALID', 'no preset'],
    ['no person', { version: 1, items: [{ target: target(0) }] }, 'MANIFEST_INVALID', 'No person'],
    ['a missing target', { version: 1, items: [item, { ...item, target: target(7) }] }, 'SOURCE_NOT_FOUND', 't7.mp4'],
    [
      'a target that is a photo',
      { version: 1, items: [{ ...item, target: 'persons/a/1.jpg' }] },
      'MANIFEST_INVALID',
      'templates/',
    ],
    ['more than 5 MB', `{"version":1}${' '.repeat(5_000_000)}`, 'MANIFEST_INVALID', '5000000 bytes'],
  ])('%s', async (_, manifest, code, text) => {
    store.add('in', target(0));
    const outcome = await submit(manifest);
    expect(outcome).toMatchObject({
      kind: 'refused',
      refusal: { code, message: expect.stringContaining(text), user: 'boss' },
    });
    const prefix = outcome.kind === 'refused' ? outcome.refusal.prefix : '';
    expect(JSON.parse(store.textOf('out', `${prefix}report.json`) ?? '')).toMatchObject({ error: { code } });
    expect(queue.bodies).toEqual([]);
  });

  test('and refused again, with another report, when it is corrected badly', async () => {
    await submit({ version: 1 });
    await submit({ version: 1, items: [], templates: [] });
    expect([...store.objects.keys()].filter((address) => address.includes('_refused'))).toHaveLength(2);
  });
});

describe('batches', () => {
  test('hold at most 10 bodies and 256 KiB, in order, and none is empty', () => {
    const large = 'é'.repeat(60 * 1024);
    expect(inBatches(['1', large, large, large, '2']).map((batch) => batch.length)).toEqual([3, 2]);
    expect(inBatches(list(21, String)).flat()).toEqual(list(21, String));
    expect(inBatches(list(21, String)).map((batch) => batch.length)).toEqual([10, 10, 1]);
    expect(inBatches([])).toEqual([]);
    expect(inBatches(['x'.repeat(300_000)])).toHaveLength(1);
  });

  test('the first error stops what has not been started', async () => {
    const started: number[] = [];
    const act = async (n: number) => {
      started.push(n);
      await Promise.resolve();
      if (n === 2) throw new Error('two');
    };
    await expect(forEachBounded([1, 2, 3, 4, 5, 6, 7, 8], 2, act)).rejects.toThrow('two');
    expect(started.length).toBeLessThan(6);
  });
});
