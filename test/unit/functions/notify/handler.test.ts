import { createHash } from 'node:crypto';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { parseNotice } from '../../../../contract/notice.ts';
import { type Answer, type SeenRequest, startHttpDouble } from '../../../helpers/aws/http-double.ts';
import { lambdaContext, sqsRecord } from '../../../helpers/aws/lambda-event.ts';
import { doneReport } from '../../../helpers/tasks/done-report.ts';

const report = doneReport();
const address = { bucket: 'out', key: `${report.output.prefix}report.json` };
const detail = { bucket: { name: address.bucket }, object: { key: address.key } };
const reported = JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail });
const sessionEnd = new Date(Math.floor(Date.now() / 1000) * 1000 + 900_000);
const sentSchema = z.object({ Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })) });

let server: Awaited<ReturnType<typeof startHttpDouble>>;
let webhookStatus: number;
let reportStatus: number;

/** S3, SNS, SQS, STS, Secrets Manager and the webhook's receiver, as far as notify asks them. */
function answer({ url, headers, body }: SeenRequest): Answer {
  if (url === '/hook') return { status: webhookStatus };
  const target = String(headers['x-amz-target'] ?? '');
  const json = { 'content-type': 'application/x-amz-json-1.1' };
  if (target.endsWith('GetSecretValue')) return { status: 200, headers: json, body: '{"SecretString":"a secret"}' };
  if (target.endsWith('SendMessageBatch')) {
    const Successful = sentSchema.parse(JSON.parse(body)).Entries.map(({ Id, MessageBody }) => ({
      ...{ Id, MessageId: Id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') },
    }));
    return { status: 200, headers: json, body: JSON.stringify({ Successful, Failed: [] }) };
  }
  const action = new URLSearchParams(body).get('Action');
  if (action === 'Publish')
    return xml('<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>');
  if (action === 'AssumeRole') {
    const keys = '<AccessKeyId>SIGNER</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>';
    const session = `<Credentials>${keys}<Expiration>${sessionEnd.toISOString()}</Expiration></Credentials>`;
    return xml(`<AssumeRoleResponse><AssumeRoleResult>${session}</AssumeRoleResult></AssumeRoleResponse>`);
  }
  return reportStatus === 200
    ? { status: 200, body: JSON.stringify(report) }
    : {
        status: reportStatus,
        body: reportStatus === 404 ? '<Error><Code>NoSuchKey</Code></Error>' : keyDenied,
      };
}
const keyDenied =
  '<Error><Code>AccessDenied</Code><Message>not authorized to perform: kms:Decrypt on this resource</Message></Error>';
const xml = (body: string): Answer => ({ status: 200, headers: { 'content-type': 'text/xml' }, body });

beforeAll(async () => {
  server = await startHttpDouble(answer);
  const environment = {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'LAMBDA',
    AWS_SECRET_ACCESS_KEY: 'test',
    NOTICES_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:notices',
    LINK_SIGNER_ARN: 'arn:aws:iam::000000000000:role/signer',
    WEBHOOK_URL: `${server.endpoint}/hook`,
    WEBHOOK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:hook',
    REPORTS_QUEUE_URL: `${server.endpoint}/000000000000/reports`,
    S3_PATH_STYLE: '1',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});
beforeEach(() => {
  server.seen.length = 0;
  webhookStatus = 200;
  reportStatus = 200;
});

const failuresSchema = z.object({ batchItemFailures: z.array(z.unknown()) });
async function hand(body: string): Promise<'done with' | 'given back'> {
  const { handler } = await import('../../../../functions/notify/handler.ts');
  const event: SQSEvent = { Records: [sqsRecord('m1', body)] };
  const { batchItemFailures } = failuresSchema.parse(await handler(event, lambdaContext, () => {}));
  return batchItemFailures.length === 0 ? 'done with' : 'given back';
}
const published = () => server.seen.filter(({ body }) => body.includes('Action=Publish'));
const calls = () => server.seen.filter(({ url }) => url === '/hook');
/** The message that notify sends to its own queue. */
function queued(): readonly string[] {
  const sends = server.seen.filter(({ headers }) => String(headers['x-amz-target']).endsWith('SendMessageBatch'));
  return sends.flatMap(({ body }) => sentSchema.parse(JSON.parse(body)).Entries.map(({ MessageBody }) => MessageBody));
}

test('the webhook is a message of its own, so that one that is down tells subscribers nothing twice', async () => {
  webhookStatus = 400;
  expect(await hand(reported)).toBe('done with');
  expect(published()).toHaveLength(1);
  expect(calls()).toEqual([]);
  const [later = '', ...more] = queued();
  expect(more).toEqual([]);

  for (const _ of [1, 2]) expect(await hand(later)).toBe('given back');
  expect(calls()).toHaveLength(2);
  webhookStatus = 204;
  expect(await hand(later)).toBe('done with');
  expect(published()).toHaveLength(1);
  expect(parseNotice(JSON.parse(calls().at(-1)?.body ?? ''))).toMatchObject({
    ok: true,
    value: { taskId: report.taskId, links: { file: expect.stringContaining('X-Amz-Signature') } },
  });
});

test('links are signed by a session whose end is known, and say that end', async () => {
  expect(await hand(reported)).toBe('done with');
  const message = z
    .object({ default: z.string() })
    .parse(JSON.parse(new URLSearchParams(published()[0]?.body).get('Message') ?? ''));
  const notice = parseNotice(JSON.parse(message.default));
  if (!notice.ok) throw new Error(notice.problem);
  const { links } = notice.value;
  const early = sessionEnd.getTime() - new Date(links?.expiresAt ?? '').getTime();
  expect(early).toBeGreaterThanOrEqual(0);
  expect(early).toBeLessThan(1000);
  const link = new URL(links?.file ?? '');
  expect(link.searchParams.get('X-Amz-Credential')).toMatch(/^SIGNER\//);
  expect(Number(link.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(900);
});

test('a report that was deleted meanwhile is done with; one that its key keeps closed comes back', async () => {
  reportStatus = 404;
  expect(await hand(reported)).toBe('done with');
  expect(published()).toEqual([]);
  reportStatus = 403;
  expect(await hand(reported)).toBe('given back');
  expect(published()).toEqual([]);
});
