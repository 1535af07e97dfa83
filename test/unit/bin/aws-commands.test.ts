import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { logsCommand } from '../../../bin/commands/aws/logs-command.ts';
import { redriveCommand } from '../../../bin/commands/aws/redrive-command.ts';
import { restoreCommand } from '../../../bin/commands/aws/restore-command.ts';
import { parseFaceTask } from '../../../contract/face-task.ts';
import { failureReport } from '../../../contract/failure-report.ts';
import { fakeStage, jsonAnswer, s3Refusal } from '../../helpers/aws/fake-stage.ts';
import { sampleTask } from '../../helpers/sample-task.ts';

const from = { from: 'user' } as const;
const task = sampleTask({ bucket: 'input', outputBucket: 'output' });

test("faceline logs prints a task's lines of all pages, of the fleet's log and of the hours asked for", async () => {
  const before = Date.now();
  const stage = await fakeStage(({ body }) =>
    body.includes('"nextToken"')
      ? jsonAnswer({ events: [{ message: '{"msg":"task done"}\n' }] })
      : jsonAnswer({ events: [{ message: '{"msg":"received"}' }], nextToken: 'more' }),
  );
  await logsCommand().parseAsync([task.taskId, '--hours', '2'], from);
  expect(stage.printed()).toBe('{"msg":"received"}\n{"msg":"task done"}\n');
  expect(stage.calls()).toEqual(['FilterLogEvents', 'FilterLogEvents']);
  const asked = JSON.parse(stage.seen[0]?.body ?? '');
  expect(asked).toMatchObject({ logGroupName: 'workers-log', filterPattern: `"${task.taskId}"` });
  expect(Math.abs(before - 2 * 3_600_000 - asked.startTime)).toBeLessThan(10_000);
  await expect(logsCommand().parseAsync(['no id'], from)).rejects.toThrow('32 hex digits');
});

test('faceline restore asks for each key, and says of each what happens', async () => {
  const keys = ['archived', 'underway', 'readable'].map((name) => `videos/input/u1/202504051423/${name} +.mp4`);
  const stage = await fakeStage(({ call }) => {
    if (call.includes('underway')) return s3Refusal(409, 'RestoreAlreadyInProgress');
    return call.includes('readable') ? s3Refusal(403, 'InvalidObjectState') : { status: 202 };
  });
  await restoreCommand().parseAsync([...keys, '--days', '3', '--tier', 'Standard'], from);
  expect(stage.calls()).toEqual(keys.map((key) => `POST /input/${key}?restore=`));
  expect(stage.seen[0]?.body).toMatch(/<Days>3<\/Days>.*<Tier>Standard<\/Tier>/s);
  const [first, second, third] = stage.printed().trimEnd().split('\n');
  expect(first).toContain('archived +.mp4: being restored (Standard, for 3 days)');
  expect(second).toContain('is being restored already');
  expect(third).toContain('is not archived');
});

test('faceline restore does not swallow a refusal', async () => {
  await fakeStage(() => s3Refusal(403, 'AccessDenied'));
  await expect(restoreCommand().parseAsync(['videos/input/u1/202504051423/a.mp4'], from)).rejects.toThrow(
    'AccessDenied',
  );
  await expect(restoreCommand().parseAsync(['a/../b'], from)).rejects.toThrow('".."');
});

const sentSchema = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })),
});

test('faceline redrive sends a failed task again as its next run, found by its prefix or by its id', async () => {
  const report = failureReport({
    ...{ taskId: task.taskId, source: { bucket: 'input', key: task.source.key }, output: task.output, task },
    ...{ outcome: 'failed', code: 'DECODE_FAILED', message: 'it broke', attempts: 5, finishedAt: new Date() },
  });
  const key = `${task.output.prefix}report.json`;
  const stage = await fakeStage(({ call, body }) => {
    if (call === 'SendMessageBatch') {
      const Successful = sentSchema.parse(JSON.parse(body)).Entries.map(({ Id, MessageBody }) => {
        return { Id, MessageId: Id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
      });
      return jsonAnswer({ Successful });
    }
    if (call.includes('list-type=2')) {
      const isThere = key.startsWith(new URL(`http://h${call.slice(4)}`).searchParams.get('prefix') ?? '');
      const found = isThere ? `<Contents><Key>${key}</Key><Size>1</Size></Contents>` : '';
      return { status: 200, body: `<ListBucketResult>${found}</ListBucketResult>` };
    }
    if (call.startsWith('HEAD')) return { status: 200, headers: { etag: '"e"' } };
    return { status: 200, headers: { etag: '"e"' }, body: JSON.stringify(report) };
  });
  await redriveCommand().parseAsync([task.output.prefix, task.taskId], from);
  const sent = stage.seen.filter(({ call }) => call === 'SendMessageBatch');
  expect(sent).toHaveLength(2);
  for (const { body } of sent) {
    const { QueueUrl, Entries } = sentSchema.parse(JSON.parse(body));
    expect(QueueUrl).toMatch(/\/tasks$/);
    const again = parseFaceTask(JSON.parse(Entries[0]?.MessageBody ?? ''));
    expect(again).toMatchObject({
      ok: true,
      value: { taskId: task.taskId, run: 2, output: { prefix: `${task.output.prefix}r2/` } },
    });
  }
  expect(stage.printed()).toContain(`Task ${task.taskId}, run 2: faceline status ${task.output.prefix}r2/`);
  // A prefix is read where it is; only an id is looked for among all results.
  const lists = stage.calls().filter((call) => call.includes('list-type=2'));
  expect(lists.filter((call) => !call.includes(task.taskId))).toHaveLength(2);
});
