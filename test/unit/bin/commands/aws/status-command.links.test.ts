import { describe, expect, test, vi } from 'vitest';
import { statusCommand } from '../../../../../bin/commands/aws/status-command.ts';
import { failureReport } from '../../../../../contract/failure-report.ts';
import { parseNotice } from '../../../../../contract/notice.ts';
import type { Report } from '../../../../../contract/report.ts';
import { fakeStage, storedReport } from '../../../../helpers/aws/fake-stage.ts';
import { doneReport } from '../../../../helpers/tasks/done-report.ts';

const from = { from: 'user' } as const;
const { prefix } = doneReport().output;
const output = { bucket: 'output', prefix };
const done: Report = { ...doneReport(), output };
const failed = failureReport({
  ...{ taskId: done.taskId, source: done.source, output, outcome: 'failed', code: 'DECODE_FAILED' },
  ...{ message: 'it broke', attempts: 5, finishedAt: new Date() },
});

describe('faceline status --links', () => {
  test('signs links that work for an hour, without asking anybody', async () => {
    const stage = await fakeStage(({ call }) => storedReport(done, call));
    await statusCommand().parseAsync([output.prefix, '--links', '--json'], from);
    const notice = parseNotice(JSON.parse(stage.printed()));
    if (!notice.ok) throw new Error(notice.problem);
    const { file = '', poster = '', preview = '', expiresAt = '' } = notice.value.links ?? {};
    for (const [link, name] of [
      [file, done.result?.file],
      [poster, done.result?.poster],
      [preview, done.result?.preview],
    ]) {
      const url = new URL(link ?? '');
      expect(url.pathname).toBe(`/output/${output.prefix}${name}`);
      expect(url.searchParams.get('X-Amz-Expires')).toBe('3600');
    }
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 3_600_000)).toBeLessThan(30_000);
  });

  test('never longer than the session that signs', async () => {
    const stage = await fakeStage(({ call }) => storedReport(done, call));
    vi.stubEnv('AWS_SESSION_TOKEN', 'session');
    vi.stubEnv('AWS_CREDENTIAL_EXPIRATION', new Date(Date.now() + 600_000).toISOString());
    await statusCommand().parseAsync([output.prefix, '--links'], from);
    const [, expires = ''] = /X-Amz-Expires=(\d+)/.exec(stage.printed()) ?? [];
    expect(Number(expires)).toBeGreaterThan(590);
    expect(Number(expires)).toBeLessThanOrEqual(600);
  });

  test('asks to sign in again when the session is about to end', async () => {
    await fakeStage(({ call }) => storedReport(done, call));
    vi.stubEnv('AWS_SESSION_TOKEN', 'session');
    vi.stubEnv('AWS_CREDENTIAL_EXPIRATION', new Date(Date.now() + 30_000).toISOString());
    const asking = statusCommand().parseAsync([output.prefix, '--links'], from);
    await expect(asking).rejects.toThrow(/session ends in \d+ s.*sign in again/);
  });

  test('a task that failed has no files, and so no links', async () => {
    const stage = await fakeStage(({ call }) => storedReport(failed, call));
    await statusCommand().parseAsync([output.prefix, '--links'], from);
    expect(stage.printed()).toContain('DECODE_FAILED');
    expect(stage.printed()).not.toContain('X-Amz');
  });
});
