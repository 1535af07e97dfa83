import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { readConfig as readDeadLetterConfig } from '../../../../functions/dead-letter/config.ts';
import { readConfig as readIntakeConfig } from '../../../../functions/intake/config.ts';
import { type Answer, type SeenRequest, startHttpDouble } from '../../../helpers/aws/http-double.ts';
import { lambdaContext as context, sqsRecord as record } from '../../../helpers/aws/lambda-event.ts';
import { sampleTask } from '../../../helpers/tasks/sample-task.ts';

/** A store where every object is without metadata, but what is named "broken" does not answer. */
const answer = ({ method, url }: SeenRequest): Answer => {
  if (url.includes('broken')) return { status: 403 };
  if (url.includes('keyless') && method !== 'HEAD') {
    const text = `not authorized to perform: kms:${method === 'PUT' ? 'GenerateDataKey' : 'Decrypt'} on this resource`;
    return { status: 403, body: `<Error><Code>AccessDenied</Code><Message>${text}</Message></Error>` };
  }
  return { status: 200, headers: method === 'HEAD' ? { etag: '"e1"', 'content-length': '1' } : {} };
};

const upload = (key: string): string =>
  JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'in' }, object: { key } } }] });

const responseSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

describe('handlers', () => {
  let server: Awaited<ReturnType<typeof startHttpDouble>>;
  beforeAll(async () => {
    server = await startHttpDouble(answer);
    vi.stubEnv('AWS_ENDPOINT_URL', server.endpoint);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('OUTPUT_BUCKET', 'out');
    vi.stubEnv('TASKS_QUEUE_URL', `${server.endpoint}/000000000000/tasks`);
    vi.stubEnv('S3_PATH_STYLE', '1');
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });

  /** Ids in order of the alphabet: records are handled side by side. */
  const failuresOf = (response: unknown): readonly string[] =>
    responseSchema
      .parse(response)
      .batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
      .sort();
  const puts = (): readonly string[] => server.seen.filter(({ method }) => method === 'PUT').map(({ url }) => url);

  test('intake gives back only what failed', async () => {
    const { handler } = await import('../../../../functions/intake/handler.ts');
    const event: SQSEvent = {
      Records: [
        record('refused', upload('videos/input/u1/202504051423/raw.mp4')),
        record('no-answer', upload('videos/input/u1/202504051423/broken.mp4')),
        record('no-event', '{}'),
        record('test-event', '{"Event":"s3:TestEvent"}'),
      ],
    };
    const response = await handler(event, context, () => {});
    expect(failuresOf(response)).toEqual(['no-answer', 'no-event']);
    expect(puts()).toEqual([expect.stringMatching(/^\/out\/videos\/output\/u1\/202504051423\/raw\/.*report\.json/)]);
  });

  test('what KMS denies comes back, and what lies beside it is done: nothing is lost', async () => {
    const { handler } = await import('../../../../functions/intake/handler.ts');
    const event: SQSEvent = {
      Records: [
        record('report', upload('videos/input/u1/202504051423/keyless.mp4')),
        record('manifest', upload('jobs/u1/202504051423/keyless.json')),
        record('refused', upload('videos/input/u1/202504051423/raw.mp4')),
      ],
    };
    expect(failuresOf(await handler(event, context, () => {}))).toEqual(['manifest', 'report']);
    const deadLetter = await import('../../../../functions/dead-letter/handler.ts');
    const dead = JSON.stringify(sampleTask({ key: 'videos/input/u1/202504051423/keyless.mp4', outputBucket: 'out' }));
    expect(failuresOf(await deadLetter.handler({ Records: [record('dead', dead)] }, context, () => {}))).toEqual([
      'dead',
    ]);
  });

  test('a batch that failed as a whole is given back as a whole, not thrown', async () => {
    const { handler } = await import('../../../../functions/intake/handler.ts');
    const response = await handler({ Records: [record('a', '{}'), record('b', 'x')] }, context, () => {});
    expect(failuresOf(response)).toEqual(['a', 'b']);
  });

  test('dead-letter writes a failed report of whatever it gets', async () => {
    const { handler } = await import('../../../../functions/dead-letter/handler.ts');
    const before = puts().length;
    const response = await handler({ Records: [record('poison', 'no task')] }, context, () => {});
    expect(failuresOf(response)).toEqual([]);
    expect(puts().slice(before)).toEqual([expect.stringMatching(/^\/out\/videos\/output\/_refused\/.*report\.json/)]);
    expect(server.seen.at(-1)?.body).toContain('TASK_INVALID');
  });
});

describe('settings', () => {
  const intake = { OUTPUT_BUCKET: 'out', TASKS_QUEUE_URL: 'https://sqs/q' };

  test('limits are the defaults but where they are named', () => {
    const { limits } = readIntakeConfig({ ...intake, TASK_LIMITS: '{"personWaitS":60}' });
    expect(limits).toMatchObject({ personWaitS: 60, maxSidePx: 8192 });
    expect(readDeadLetterConfig({ OUTPUT_BUCKET: 'out' })).toMatchObject({ maxAttempts: 5, pathStyle: false });
  });

  test.each([
    [{ TASKS_QUEUE_URL: 'https://sqs/q' }, 'OUTPUT_BUCKET'],
    [{ ...intake, TASK_LIMITS: '{"personWait":1}' }, 'personWait'],
    [{ ...intake, TASK_LIMITS: 'x' }, 'TASK_LIMITS'],
    [{ ...intake, S3_PATH_STYLE: 'yes' }, 'S3_PATH_STYLE'],
  ])('%j is refused by name', (environment, name) => {
    expect(() => readIntakeConfig(environment)).toThrow(name);
  });
});
