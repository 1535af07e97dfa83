import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createS3, createSqs } from '../../../../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../../../../gpu-worker/adapters/aws/s3-object-store.ts';
import { sqsTaskQueue } from '../../../../../gpu-worker/adapters/aws/sqs-task-queue.ts';
import type { ObjectStore } from '../../../../../gpu-worker/ports.ts';
import { checkSource } from '../../../../../gpu-worker/task/fetch-source.ts';
import { type Answer, type SeenRequest, startHttpDouble } from '../../../../helpers/aws/http-double.ts';
import { allBytes } from '../../../../helpers/files/bytes.ts';
import { sampleTask } from '../../../../helpers/tasks/sample-task.ts';

let close: (() => Promise<unknown>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

async function serverFor(answer: (request: SeenRequest, count: number) => Answer) {
  let count = 0;
  const server = await startHttpDouble((request) => {
    count += 1;
    return answer(request, count);
  });
  close = server.close;
  const where = { region: 'us-east-1', endpoint: server.endpoint };
  return {
    seen: server.seen,
    store: s3ObjectStore(createS3(where, credentials)),
    queue: sqsTaskQueue(createSqs(where, credentials), `${server.endpoint}/000000000000/tasks`),
  };
}

const refusal = (status: number, code: string, message = code, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/xml', ...headers },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
const address = { bucket: 'in', key: 'videos/input/u1/202504051423/raw.mp4' };

describe('an answer of S3 that is bad for good is said, and not tried again', () => {
  test.each([
    ['a bucket in another region', refusal(301, 'PermanentRedirect'), 'STORE_DENIED', /another region/],
    ['no such bucket', refusal(404, 'NoSuchBucket'), 'STORE_DENIED', /no bucket in/],
    ['an archived object', refusal(403, 'InvalidObjectState'), 'SOURCE_ARCHIVED', /restore it/],
    [
      'a key of KMS that may not be used',
      refusal(403, 'AccessDenied', 'not authorized to perform: kms:Decrypt on this resource'),
      'STORE_DENIED',
      /kms:Decrypt/,
    ],
  ])('%s', async (_, answer, code, message) => {
    const { store, seen } = await serverFor(() => answer);
    const reading = allBytes(store.read(address));
    await expect(reading).rejects.toMatchObject({ code, retryable: false });
    await expect(reading).rejects.toThrow(message);
    expect(seen.filter(({ url }) => url.includes('raw.mp4?')).length).toBeLessThanOrEqual(1);
  });
});

describe('a key of KMS that may not be used is said on the way in too, and not tried again', () => {
  const denied = refusal(403, 'AccessDenied', 'not authorized to perform: kms:GenerateDataKey on this resource');
  test.each([
    ['a small object', (store: ObjectStore) => store.put(address, Buffer.from('x'), { ifAbsent: true })],
    ['the start of a large one', (store: ObjectStore) => store.startUpload(address)],
  ])('%s', async (_, write) => {
    const { store, seen } = await serverFor(({ method }) =>
      // The list of unfinished uploads needs no key.
      method === 'GET' ? { status: 200, body: '<ListMultipartUploadsResult/>' } : denied,
    );
    const writing = write(store);
    await expect(writing).rejects.toMatchObject({ code: 'STORE_DENIED', retryable: false });
    await expect(writing).rejects.toThrow(/kms:GenerateDataKey/);
    expect(seen.filter(({ method }) => method !== 'GET')).toHaveLength(1);
  });

  test('a part of it, and its end', async () => {
    const started = '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>';
    const { store, seen } = await serverFor(({ method, url }) => {
      if (method === 'GET') return { status: 200, body: '<ListMultipartUploadsResult/>' };
      return url.includes('uploads') ? { status: 200, body: started } : denied;
    });
    const upload = await store.startUpload(address);
    for (const writing of [() => upload.putPart(1, Buffer.from('x')), () => upload.complete()]) {
      const before = seen.length;
      const error = await writing().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: 'STORE_DENIED',
        retryable: false,
        message: expect.stringContaining('GenerateDataKey'),
      });
      expect(seen.length - before).toBe(1);
    }
  });
});

describe('what may pass is tried again, and then given back with its reason', () => {
  test('an upload that another worker of the same task ended', async () => {
    const { store } = await serverFor(({ url }) => {
      if (!url.includes('uploads')) return refusal(404, 'NoSuchUpload');
      const started = '<InitiateMultipartUploadResult><UploadId>one</UploadId></InitiateMultipartUploadResult>';
      return { status: 200, body: `<?xml version="1.0"?>${started}` };
    });
    const upload = await store.startUpload(address);
    const ended = { code: 'STORE_UNAVAILABLE', retryable: true };
    await expect(upload.putPart(1, Buffer.from('x'))).rejects.toMatchObject(ended);
    await expect(upload.complete({ ifAbsent: true })).rejects.toMatchObject(ended);
  });

  test.each([
    ['throttling', refusal(503, 'SlowDown')],
    ['an error of the server', refusal(500, 'InternalError')],
  ])('%s that ends', async (_, answer) => {
    const { store, seen } = await serverFor((__, count) => (count < 3 ? answer : { status: 200, body: 'bytes' }));
    expect((await allBytes(store.read(address))).toString()).toBe('bytes');
    expect(seen).toHaveLength(3);
  });

  test('throttling that lasts', async () => {
    const { store, seen } = await serverFor(() => refusal(503, 'SlowDown', 'Reduce your request rate.'));
    const writing = store.put(address, Buffer.from('x'));
    await expect(writing).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    await expect(writing).rejects.toThrow(/Reduce your request rate/);
    expect(seen).toHaveLength(4);
  });

  test('expired credentials', async () => {
    const { store } = await serverFor(() => refusal(400, 'ExpiredToken', 'The provided token has expired.'));
    const reading = allBytes(store.read(address));
    await expect(reading).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    await expect(reading).rejects.toThrow(/Credentials ran out/);
  });

  test('nobody listens', async () => {
    const { store, queue } = await serverFor(() => ({ status: 200 }));
    await close?.();
    close = undefined;
    const unreachable = { retryable: true };
    await expect(store.head(address)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', ...unreachable });
    await expect(queue.send(['{}'])).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE', ...unreachable });
    const receiving = queue.receive({ visibilityS: 60, waitS: 0 });
    await expect(receiving).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE', ...unreachable });
  });
});

test('a clock that is an hour behind: the server says its time, and the next attempt is signed with it', async () => {
  const anHour = 3_600_000;
  const date = new Date(Date.now() + anHour).toUTCString();
  const { store, seen } = await serverFor((_, count) =>
    count === 1 ? refusal(403, 'RequestTimeTooSkewed', 'skewed', { date }) : { status: 200, body: 'bytes' },
  );
  expect((await allBytes(store.read(address))).toString()).toBe('bytes');
  const signedAt = seen.map(({ headers }) => {
    const [, year, month, day, hour, minute, second] =
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'])) ?? [];
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  });
  const [first = 0, last = 0] = [signedAt[0], signedAt.at(-1)];
  expect(Math.abs(last - first - anHour)).toBeLessThan(60_000);
});

test('an object of 5 GB that is no video is refused after half a kilobyte of it', async () => {
  const sizeBytes = 5 * 1024 ** 3;
  let sent = 0;
  const { store } = await serverFor(({ method, headers }) => {
    if (method === 'HEAD') return { status: 200, headers: { etag: '"e1"', 'content-length': String(sizeBytes) } };
    const [, start = '0', end = String(sizeBytes - 1)] = /^bytes=(\d+)-(\d+)$/.exec(String(headers.range)) ?? [];
    const length = Number(end) - Number(start) + 1;
    if (length > 1024 ** 2) return refusal(400, 'TooMuch');
    sent += length;
    return { status: 206, headers: { etag: '"e1"' }, body: 'no video '.repeat(length).slice(0, length) };
  });
  const task = sampleTask({ bucket: 'in', etag: 'e1' });
  const context = {
    store,
    scratch: '',
    signal: new AbortController().signal,
    attempt: 1,
    onProgress: () => undefined,
  };
  await expect(checkSource(task, context)).rejects.toMatchObject({ code: 'SOURCE_NOT_MEDIA', retryable: false });
  expect(sent).toBe(512);
});

const batchSchema = z.object({ Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })) });
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

test('a queue that throttles takes the rest of a batch later, and loses nothing', async () => {
  const got: string[] = [];
  const { queue } = await serverFor(({ body }, count) => {
    const { Entries } = batchSchema.parse(JSON.parse(body));
    const failing = count === 1 ? Entries.slice(5) : [];
    const taken = Entries.filter((entry) => !failing.includes(entry));
    got.push(...taken.map(({ MessageBody }) => MessageBody));
    const answer = {
      Successful: taken.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) })),
      Failed: failing.map(({ Id }) => ({ Id, SenderFault: false, Code: 'RequestThrottled' })),
    };
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(answer) };
  });
  const bodies = Array.from({ length: 10 }, (_, index) => `body ${index}`);
  await queue.send(bodies);
  expect(got.sort()).toEqual(bodies);
});
