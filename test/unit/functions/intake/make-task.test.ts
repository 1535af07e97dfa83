import { describe, expect, test } from 'vitest';
import { parseFaceTask } from '../../../../contract/face-task.ts';
import { defaultLimits } from '../../../../contract/limits.ts';
import { makeTask, type UploadedObject } from '../../../../functions/intake/make-task.ts';

const settings = { outputBucket: 'out', limits: { ...defaultLimits, personWaitS: 0 } };
const now = new Date('2025-04-05T14:23:00Z');
const key = 'videos/input/u123/202504051423/my clip+1%2F.mp4';
const object: UploadedObject = { bucket: 'in', key, etag: 'e1', metadata: { person: 'anna' } };

const decide = (change: Partial<UploadedObject> = {}) => makeTask({ ...object, ...change }, settings, now);
function taskOf(change: Partial<UploadedObject> = {}) {
  const decision = decide(change);
  if (decision.kind !== 'task') throw new Error(JSON.stringify(decision));
  return decision.task;
}

describe('an upload becomes a task', () => {
  test('that the worker can parse, with the output in a folder of its own', () => {
    const task = taskOf();
    expect(parseFaceTask(JSON.parse(JSON.stringify(task)))).toEqual({ ok: true, value: task });
    expect(task.source).toEqual({ kind: 'video', bucket: 'in', key, etag: 'e1' });
    expect(task.output).toEqual({
      bucket: 'out',
      prefix: `videos/output/u123/202504051423/my-clip-1-2F/${task.taskId}/`,
    });
    expect(task.identities).toEqual([{ target: 'all', source: { person: 'anna' } }]);
    expect(task.limits.personWaitS).toBe(0);
    expect(task.requester).toEqual({ user: 'u123', requestedAt: now.toISOString() });
  });

  test('the same upload has the same id at any time; another content or option has another', () => {
    const later = makeTask(object, settings, new Date());
    expect(later.kind === 'task' && later.task.taskId).toBe(taskOf().taskId);
    const others = [{ etag: 'e2' }, { versionId: 'v1' }, { metadata: { person: 'anna', options: '{"crf":20}' } }];
    expect(new Set([taskOf().taskId, ...others.map((other) => taskOf(other).taskId)]).size).toBe(4);
  });

  test('quotes around an etag, and the version of a bucket that has none, change nothing', () => {
    expect(taskOf({ etag: '"e1"' })).toEqual(taskOf());
    expect(taskOf({ versionId: 'null' })).toEqual(taskOf());
  });

  test('image uploads go to images/', () => {
    const task = taskOf({ key: 'images/input/u1/202504051423/a.png' });
    expect(task.source.kind).toBe('image');
    expect(task.output.prefix).toMatch(/^images\/output\/u1\//);
  });

  test('restoration needs no person', () => {
    const task = taskOf({ metadata: { preset: 'restore' } });
    expect(task.identities).toEqual([]);
    expect(task.processors.map(({ name }) => name)).toEqual(['enhance']);
  });
});

describe('an upload that names nobody and says nothing of a swapper', () => {
  const stepsOf = (metadata: Record<string, string>) => taskOf({ metadata }).processors.map(({ name }) => name);

  test('asks for the other steps it names, and for nobody to be swapped', () => {
    expect(stepsOf({ options: '{"enhancer":"gfpgan_1.4"}' })).toEqual(['enhance']);
    expect(stepsOf({ options: '{"upscaler":"real_esrgan_x2","colouriser":"ddcolor"}' })).toEqual([
      'colourise',
      'upscale',
    ]);
    expect(stepsOf({ options: '{"debug":true}' })).toEqual(['debug']);
    expect(stepsOf({ options: '{"transcode":true}' })).toEqual(['transcode']);
    const said = taskOf({ metadata: { options: '{"enhancer":"gfpgan_1.4","swapper":"none"}' } });
    expect(taskOf({ metadata: { options: '{"enhancer":"gfpgan_1.4"}' } }).taskId).toBe(said.taskId);
  });

  test.each([
    [{ options: '{"enhancer":"gfpgan_1.4","swapper":"inswapper_128"}' }],
    [{ options: '{"enhancer":"none"}' }],
    [{ options: '{"enhancerBlend":50}' }],
    [{ preset: 'swap-restore' }],
    [{ preset: 'swap', options: '{"enhancer":"gfpgan_1.4"}' }],
  ] satisfies [Record<string, string>][])('misses a person where a swap is meant: %j', (metadata) => {
    expect(decide({ metadata })).toMatchObject({ kind: 'refused', code: 'PERSON_MISSING' });
  });

  test('with a person beside it asks for both', () => {
    expect(stepsOf({ person: 'anna', options: '{"enhancer":"gfpgan_1.4"}' })).toEqual(['swap', 'enhance']);
  });
});

describe('a refusal names its code, and where its report goes', () => {
  test.each([
    [{}, 'PERSON_MISSING', 'needs one'],
    [{ person: '../x' }, 'METADATA_INVALID', 'person'],
    [{ person: 'anna', preset: 'nope' }, 'METADATA_INVALID', 'swap-restore'],
    [{ person: 'anna', options: '{"crf":99}' }, 'METADATA_INVALID', 'crf'],
    [{ person: 'anna', options: `{}${' '.repeat(1023)}` }, 'METADATA_INVALID', '1025 bytes'],
    [{ person: 'anna', options: '{"swapper":"none"}' }, 'METADATA_INVALID', 'nothing'],
  ] satisfies [Record<string, string>, string, string][])('metadata %j: %s', (metadata, code, text) => {
    const decision = decide({ metadata });
    expect(decision).toMatchObject({ kind: 'refused', code, message: expect.stringContaining(text), user: 'u123' });
    expect(decision.kind === 'refused' && decision.prefix).toMatch(
      /^videos\/output\/u123\/202504051423\/my-clip-1-2F\/[0-9a-f]{32}\/$/,
    );
  });

  test.each([
    'videos/input/u1/202504051423/../x.mp4',
    'videos/input/u1/202504051423/a*.mp4',
    'videos/input/u1/202504051423/a?.mp4',
    `videos/input/u1/202504051423/\${x}.mp4`,
    'videos/input/u1/202504051423/a\u0007.mp4',
    'videos/input/raw.mp4',
    'somewhere/else.mp4',
    'jobs/u1/now/x.json',
  ])('key %j', (odd) => {
    const decision = decide({ key: odd });
    expect(decision).toMatchObject({ kind: 'refused', code: 'KEY_REFUSED' });
    expect(decision.kind === 'refused' && decision.prefix).toMatch(/^videos\/output\/_refused\/[0-9a-f]{32}\/$/);
  });
});

describe('what starts nothing', () => {
  test.each([
    'persons/anna/1.jpg',
    'templates/a.mp4',
    'videos/input/u1/202504051423/',
    'videos/output/u1/202504051423/raw/0/report.json',
    'videos/output/_refused/0/report.json',
    'images/output/u1/202504051423/raw/0/image.png',
  ])('%s', (other) => expect(decide({ key: other }).kind).toBe('ignored'));
});

describe('identities', () => {
  const keep = { target: { index: 0 }, source: 'keep' };
  const swap = { target: { index: 1 }, source: { person: 'bert' } };
  const asking = (identities: unknown, more: Record<string, string> = {}) => ({
    metadata: { identities: JSON.stringify(identities), ...more },
  });
  const refusalOf = (change: Partial<UploadedObject>) => {
    const decision = decide(change);
    return decision.kind === 'refused' ? `${decision.code}: ${decision.message}` : decision.kind;
  };

  test('make a task without a person; a person beside them is for all other faces', () => {
    expect(taskOf(asking([keep, swap])).identities).toEqual([keep, swap]);
    expect(taskOf(asking([keep], { person: 'anna' })).identities).toEqual([
      keep,
      { target: 'all', source: { person: 'anna' } },
    ]);
    expect(taskOf(asking([keep, swap])).taskId).not.toBe(taskOf(asking([swap, keep])).taskId);
  });

  test('that swap nobody need no swapper', () => {
    expect(taskOf(asking([keep])).processors).toEqual([{ name: 'transcode' }]);
    const restored = asking([keep], { options: '{"enhancer":"gfpgan_1.4"}' });
    expect(taskOf(restored).processors.map(({ name }) => name)).toEqual(['enhance']);
  });

  test('that contradict the rest of the wish are refused, with the reason', () => {
    const all = { target: 'all', source: 'blur' };
    expect(refusalOf(asking([all], { person: 'anna' }))).toMatch(/^METADATA_INVALID: .*anna.*"all"/);
    expect(refusalOf(asking([swap], { preset: 'restore' }))).toMatch(/^METADATA_INVALID: .*bert.*swapper is "none"/);
    const many = Array.from({ length: 16 }, (_, index) => ({ target: { index }, source: 'keep' }));
    expect(refusalOf(asking(many, { person: 'anna' }))).toMatch(/16 identities and a person/);
  });
});
