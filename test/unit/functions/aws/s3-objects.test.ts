import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { s3Objects } from '../../../../functions/aws/s3-objects.ts';
import { sqsTasks } from '../../../../functions/aws/sqs-tasks.ts';
import { type Answer, type SeenRequest, startHttpDouble } from '../../../helpers/aws/http-double.ts';

let close: (() => Promise<unknown>) | undefined;
afterEach(() => close?.());

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
async function serverFor(answer: (request: SeenRequest) => Answer) {
  const server = await startHttpDouble(answer);
  close = server.close;
  const settings = { region: 'us-east-1', endpoint: server.endpoint, credentials, maxAttempts: 1 };
  return {
    seen: server.seen,
    store: s3Objects(new S3Client({ ...settings, forcePathStyle: true })),
    queue: sqsTasks(new SQSClient(settings), `${server.endpoint}/000000000000/tasks`),
  };
}

describe('objects on S3', () => {
  const address = { bucket: 'in', key: 'videos/input/u1/202504051423/a b+c%2F.mp4' };
  const report = { contentType: 'application/json', ifAbsent: true } as const;

  test('a head has size, etag, version and metadata; the key is sent as it is', async () => {
    const headers = { 'content-length': '5', etag: '"e1"', 'x-amz-version-id': 'v1', 'x-amz-meta-person': 'anna' };
    const { store, seen } = await serverFor(() => ({ status: 200, headers }));
    const head = await store.head({ ...address, versionId: 'v1' });
    expect(head).toEqual({ sizeBytes: 5, etag: '"e1"', versionId: 'v1', metadata: { person: 'anna' } });
    expect(seen[0]?.url).toBe('/in/videos/input/u1/202504051423/a%20b%2Bc%252F.mp4?versionId=v1');
  });

  test('what is not there has no head; what is forbidden is thrown', async () => {
    const { store } = await serverFor(({ url }) => ({ status: url.includes('secret') ? 403 : 404 }));
    expect(await store.head(address)).toBeUndefined();
    await expect(store.head({ bucket: 'in', key: 'secret' })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('the bytes of one version are read', async () => {
    const { store, seen } = await serverFor(() => ({ status: 200, body: 'hello' }));
    const chunks = await Array.fromAsync(store.read({ ...address, versionId: 'v1' }));
    expect(Buffer.concat(chunks).toString()).toBe('hello');
    expect(seen[0]?.url).toContain('versionId=v1');
  });

  test('keys under a prefix are listed to the end of the last page', async () => {
    const page = (keys: readonly string[], next: string): string =>
      `<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')}${next}</ListBucketResult>`;
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>t1</NextContinuationToken>';
    const { store, seen } = await serverFor(({ url }) => ({
      status: 200,
      body: url.includes('continuation-token=t1') ? page(['jobs/c'], '') : page(['jobs/a', 'jobs/b'], more),
    }));
    const keys = (await Array.fromAsync(store.list('in', 'jobs/'))).map(({ key }) => key);
    expect(keys).toEqual(['jobs/a', 'jobs/b', 'jobs/c']);
    expect(seen.every(({ url }) => url.includes('prefix=jobs%2F'))).toBe(true);
  });

  test('a report is put only if nothing lies there', async () => {
    const { store, seen } = await serverFor(() => ({ status: 200 }));
    expect(await store.put(address, new TextEncoder().encode('{}'), report)).toBe('stored');
    expect(seen[0]?.headers).toMatchObject({ 'if-none-match': '*', 'content-type': 'application/json' });
  });

  test('somebody was first: exists; somebody is writing: thrown, to be tried again', async () => {
    const { store } = await serverFor(({ url }) => ({ status: url.includes('busy') ? 409 : 412 }));
    expect(await store.put(address, new Uint8Array(), report)).toBe('exists');
    await expect(store.put({ bucket: 'in', key: 'busy' }, new Uint8Array(), report)).rejects.toThrow();
  });
});

describe('tasks on SQS', () => {
  const bodySchema = z.object({ Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })) });
  const entriesOf = (request: SeenRequest | undefined) => bodySchema.parse(JSON.parse(request?.body ?? '')).Entries;
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const answer = (request: SeenRequest, failed: readonly string[], senderFault = false): Answer => {
    const sent = entriesOf(request).filter(({ Id }) => !failed.includes(Id));
    const body = {
      Successful: sent.map(({ Id, MessageBody }) => ({ Id, MessageId: `m${Id}`, MD5OfMessageBody: md5(MessageBody) })),
      Failed: failed.map((Id) => ({ Id, Code: 'InternalError', SenderFault: senderFault })),
    };
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
  };

  test('a batch that failed in part is sent again in part', async () => {
    const { queue, seen } = await serverFor((request) => answer(request, seen.length === 1 ? ['1'] : []));
    await queue.send(['a', 'b', 'c']);
    expect(seen.map((request) => entriesOf(request).map(({ MessageBody }) => MessageBody))).toEqual([
      ['a', 'b', 'c'],
      ['b'],
    ]);
  });

  test("what is the sender's fault is thrown at once, and so is what fails again and again", async () => {
    const faulty = await serverFor((request) => answer(request, ['0'], true));
    await expect(faulty.queue.send(['a', 'b'])).rejects.toThrow('1 of 2');
    expect(faulty.seen).toHaveLength(1);
    await close?.();
    const stubborn = await serverFor((request) => answer(request, ['0']));
    await expect(stubborn.queue.send(['a'])).rejects.toThrow('0 of 1');
    expect(stubborn.seen).toHaveLength(4);
  });
});
