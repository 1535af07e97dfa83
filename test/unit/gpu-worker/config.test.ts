import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { readSettings, settingDescriptions } from '../../../gpu-worker/config.ts';
import { permanent } from '../../../gpu-worker/errors.ts';
import { isLeftBehind, processMark } from '../../../gpu-worker/files/process-mark.ts';
import { createLog } from '../../../gpu-worker/log.ts';
import { retryDelayS } from '../../../gpu-worker/loop/retry-delay.ts';
import { scrubText, scrubValue } from '../../../gpu-worker/scrub.ts';
import { taskGrants } from '../../../gpu-worker/task-grants.ts';
import { sampleTask } from '../../helpers/tasks/sample-task.ts';

test('settings: defaults, a heartbeat of a third of the visibility', () => {
  const settings = readSettings({ FACELINE_VISIBILITY_S: '30', FACELINE_LOG_LEVEL: '' });
  expect(settings.worker).toMatchObject({ visibilityS: 30, heartbeatS: 10, maxReceives: 5 });
  expect(settings).toMatchObject({ provider: 'cpu', logLevel: 'info', intraOpThreads: undefined });
});

test.each([
  ['FACELINE_PROVIDER', 'gpu'],
  ['FACELINE_VISIBILITY_S', 'long'],
  ['FACELINE_VISIBILITY_S', '90000'],
  ['FACELINE_HEARTBEAT_S', '50'],
  ['FACELINE_FRAME_WORKERS', '1.5'],
  ['FACELINE_TASKS_QUEUE_URL', 'not a url'],
])('the setting %s=%s is refused by name', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(
    expect.objectContaining({ code: 'SETTINGS_INVALID', message: expect.stringContaining(name) }),
  );
});

test("every setting is described, and has our prefix unless it is the platform's own", () => {
  for (const { name, description } of settingDescriptions) {
    expect(name).toMatch(/^(FACELINE_[A-Z_]+|AWS_REGION|AWS_ENDPOINT_URL|AWS_BATCH_JOB_ATTEMPT|ECS_AGENT_URI)$/);
    expect(description.length, name).toBeGreaterThan(10);
  }
});

test('delays between attempts double, are capped, and one half is chance', () => {
  const settings = { retryBaseS: 4, retryCapS: 100 };
  expect([1, 2, 3, 9, 5000].map((attempt) => retryDelayS(settings, attempt, 1))).toEqual([4, 8, 16, 100, 100]);
  expect(retryDelayS(settings, 2, 0)).toBe(4);
});

test('secrets are taken out of texts, and the rest stays', () => {
  expect(scrubText('GET https://h/k.mp4?versionId=7&X-Amz-Signature=abc123&x=1 failed')).toBe(
    'GET https://h/k.mp4?versionId=7&X-Amz-Signature=[hidden]&x=1 failed',
  );
  expect(scrubText('key ASIAQQQQWWWWEEEERRRR, header Bearer abcdefghijk')).toBe('key [hidden], header Bearer [hidden]');
  expect(scrubText('redis://user:hunter22@host/0')).toBe('redis://user:[hidden]@host/0');
  expect(scrubText('videos/input/u123/a+b.mp4')).toBe('videos/input/u123/a+b.mp4');
});

test('secrets are taken out of what is logged, at every depth', () => {
  const lines: string[] = [];
  const log = createLog('info', (line) => lines.push(line));
  const cause = new Error('https://h/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE');
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', sessionToken: 'zzz' };
  log.warn(
    { taskId: 't1', inner: [{ credentials, webhookSecret: 'hunter2' }], cause: permanent('INTERNAL', 'x', cause) },
    'hello',
  );
  const written = JSON.parse(lines[0] ?? '');
  expect(written).toMatchObject({ msg: 'hello', taskId: 't1', cause: { code: 'INTERNAL', message: 'x' } });
  expect(lines[0]).not.toMatch(/AKIA|zzz|hunter2/);
});

test('a log entry that points at itself still comes out', () => {
  const loop: Record<string, unknown> = { name: 'loop' };
  loop.self = loop;
  expect(JSON.stringify(scrubValue(loop))).toContain('loop');
});

test('what processes left behind is told from what is in use', () => {
  const host = hostname().replace(/[^A-Za-z0-9-]+/g, '-');
  const now = Date.now();
  expect(isLeftBehind(`${processMark}.task.x`, now, now)).toBe(false);
  expect(isLeftBehind(`${host}.${process.pid}.0123abcd.task`, now, now)).toBe(true);
  expect(isLeftBehind(`${host}.${process.ppid}.0123abcd.task`, now, now)).toBe(false);
  expect(isLeftBehind(`${host}.${2 ** 22 + 1}.0123abcd.task`, now, now)).toBe(true);
  expect(isLeftBehind(`another-${host}.1.0123abcd.task`, now - 3_600_000, now)).toBe(false);
  expect(isLeftBehind(`another-${host}.1.0123abcd.task`, now - 90_000_000, now)).toBe(true);
  for (const name of ['holiday.photos.2024', 'backup.1.zip', 'notes.2024.txt', 'old.2023.photos', 'a.1.0123abcdef']) {
    expect(isLeftBehind(name, 0, now)).toBe(false);
  }
});

test('a task may touch its source, its persons once each, and its own folder', () => {
  const task = sampleTask({ bucket: 'in', outputBucket: 'out' });
  const twice = {
    ...task,
    identities: [...task.identities, ...task.identities, { target: 'all', source: 'blur' } as const],
  };
  expect(taskGrants(twice)).toEqual({
    source: { bucket: 'in', key: task.source.key, versionId: undefined },
    photos: [{ bucket: 'in', prefix: 'persons/anna/' }],
    targetPhotos: [],
    output: { bucket: 'out', prefix: task.output.prefix },
  });
  const targets = ['persons/bert/1.jpg', 'persons/anna/2.jpg', 'persons/bert/1.jpg'];
  const looking = targets.map((photo) => ({ target: { photo }, source: 'keep' }) as const);
  expect(taskGrants({ ...task, identities: [...task.identities, ...looking] }).targetPhotos).toEqual([
    { bucket: 'in', key: 'persons/bert/1.jpg' },
  ]);
  for (const prefix of ['', '/', 'videos/output/', task.output.prefix.slice(0, -1), `${task.output.prefix}*/`]) {
    expect(() => taskGrants({ ...task, output: { bucket: 'out', prefix } }), prefix).toThrow(
      expect.objectContaining({ code: 'TASK_INVALID' }),
    );
  }
});
