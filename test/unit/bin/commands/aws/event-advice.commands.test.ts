import { createHash } from 'node:crypto';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { eventAdvice, silentBucket } from '../../../../../bin/commands/aws/event-advice.ts';
import { loggedProgress } from '../../../../../bin/commands/aws/logged-progress.ts';
import { logsCommand } from '../../../../../bin/commands/aws/logs-command.ts';
import { redriveCommand } from '../../../../../bin/commands/aws/redrive-command.ts';
import { restoreCommand } from '../../../../../bin/commands/aws/restore-command.ts';
import { parseFaceTask } from '../../../../../contract/face-task.ts';
import { failureReport } from '../../../../../contract/failure-report.ts';
import { createS3 } from '../../../../../gpu-worker/adapters/aws/aws-clients.ts';
import { fakeStage, jsonAnswer, s3Refusal, storedReport } from '../../../../helpers/aws/fake-stage.ts';
import { sampleTask } from '../../../../helpers/tasks/sample-task.ts';

const from = { from: 'user' } as const;
const task = sampleTask({ bucket: 'input', outputBucket: 'output' });
const failed = failureReport({
  ...{ taskId: task.taskId, source: { bucket: 'input', key: task.source.key }, output: task.output, task },
  ...{ outcome: 'failed', code: 'DECODE_FAILED', message: 'it broke', attempts: 5, finishedAt: new Date() },
});

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

test("a task's progress is the newest line of the workers' log, asked for once each", async () => {
  const lines = [10, 20].map((framesDone) => ({
    message: `${JSON.stringify({ level: 30, taskId: task.taskId, framesDone, framesTotal: 90, msg: 'progress' })}\n`,
    timestamp: Date.now() + framesDone,
  }));
  const stage = await fakeStage(() =>
    jsonAnswer({ events: stage.seen.length === 1 ? lines : [{ message: 'no JSON' }] }),
  );
  const client = new CloudWatchLogsClient({ maxAttempts: 1 });
  const progress = loggedProgress(client, 'workers-log', task.taskId);
  expect(await progress()).toEqual({ phase: 'frames', framesDone: 20, framesTotal: 90 });
  expect(await progress()).toBeUndefined();
  const [first, second] = stage.seen.map(({ body }) => JSON.parse(body));
  expect(first.filterPattern).toContain(task.taskId);
  expect(second.startTime).toBe((lines[1]?.timestamp ?? 0) + 1);
});

test('whoever may not read the log is shown no progress', async () => {
  await fakeStage(() => ({ status: 400, body: '{"__type":"AccessDeniedException"}' }));
  const client = new CloudWatchLogsClient({ maxAttempts: 1 });
  expect(await loggedProgress(client, 'workers-log', task.taskId)()).toBeUndefined();
});

test.each([
  ['', /sends no events.*put-bucket-notification/],
  ['<EventBridgeConfiguration/>', undefined],
  ['<QueueConfiguration><Queue>q</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>', undefined],
])('a bucket that tells nobody of uploads is named: %j', async (told, problem) => {
  await fakeStage(() => ({ status: 200, body: `<NotificationConfiguration>${told}</NotificationConfiguration>` }));
  const found = await silentBucket(
    createS3({ region: 'eu-central-1', endpoint: process.env.AWS_ENDPOINT_URL }),
    'input',
  );
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(problem);
});

test('a bucket whose settings nobody may read is not accused, and the advice is where else to look', async () => {
  await fakeStage(() => s3Refusal(403, 'AccessDenied'));
  const s3 = createS3({ region: 'eu-central-1', endpoint: process.env.AWS_ENDPOINT_URL });
  expect(await silentBucket(s3, 'input')).toBeUndefined();
  expect(await eventAdvice(s3, 'input')).toMatch(/intake.*dead uploads/);
});

const sentSchema = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })),
});

test('faceline redrive sends a failed task again as its next run, found by its prefix or by its id', async () => {
  const stage = await fakeStage(({ call, body }) => {
    if (call === 'SendMessageBatch') {
      const Successful = sentSchema.parse(JSON.parse(body)).Entries.map(({ Id, MessageBody }) => {
        return { Id, MessageId: Id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
      });
      return jsonAnswer({ Successful });
    }
    return storedReport(failed, call);
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
  expect(stage.printed()).toContain(`Task ${task.taskId}, run 2: npm run faceline -- status ${task.output.prefix}r2/`);
  // A prefix is read where it is; only an id is looked for among all results.
  const lists = stage.calls().filter((call) => call.includes('list-type=2'));
  expect(lists.filter((call) => !call.includes(task.taskId))).toHaveLength(2);
});
