import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import path from 'node:path';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, onTestFinished, test } from 'vitest';
import {
  type AwsEndpoint,
  createS3,
  createSqs,
  createSts,
  warnOfInsecureTls,
} from '../../../../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../../../../gpu-worker/adapters/aws/s3-object-store.ts';
import { listedUploads, notedUploads } from '../../../../../gpu-worker/adapters/aws/upload-memory.ts';
import type { ObjectStore } from '../../../../../gpu-worker/ports.ts';
import { startHttpDouble } from '../../../../helpers/aws/http-double.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'eu-central-1';

test('every client tries four times, waits a minute to connect and five for a byte', async () => {
  const server = await startHttpDouble(() => ({ status: 400 }));
  onTestFinished(async () => void (await server.close()));
  const where: AwsEndpoint = { region, endpoint: server.endpoint };
  const [s3, sqs, sts] = [createS3(where, credentials), createSqs(where, credentials), createSts(where, credentials)];
  // A handler knows its settings from its first request on.
  const asked = [
    s3.send(new ListBucketsCommand()),
    sqs.send(new ListQueuesCommand()),
    sts.send(new GetCallerIdentityCommand()),
  ];
  await Promise.allSettled(asked);
  for (const { config } of [s3, sqs, sts]) {
    expect(await config.maxAttempts()).toBe(4);
    const handler: object = config.requestHandler;
    if (!('httpHandlerConfigs' in handler) || typeof handler.httpHandlerConfigs !== 'function')
      throw new Error('no settings');
    expect(handler.httpHandlerConfigs()).toMatchObject({ connectionTimeout: 60_000, socketTimeout: 300_000 });
  }
});

test('a certificate that nobody trusts is refused, unless a setting says so, which is warned of', async () => {
  const pem = await readFile(path.join(import.meta.dirname, '../../../../fixtures/untrusted-certificate.pem'));
  const server = createServer({ cert: pem, key: pem }, (_, response) => {
    response.end('bytes');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const bound = server.address();
  const where = { region, endpoint: `https://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}` };
  const warnings: string[] = [];
  const log = {
    info: () => undefined,
    warn: (_: unknown, text: string) => warnings.push(text),
    error: () => undefined,
  };
  const head = async (asked: AwsEndpoint) => {
    warnOfInsecureTls(asked, log);
    const client = createS3(asked, credentials);
    return s3ObjectStore(client)
      .head({ bucket: 'b', key: 'k' })
      .finally(() => client.destroy());
  };
  await expect(head(where)).rejects.toThrow(/self-signed certificate/);
  expect(warnings).toEqual([]);
  expect(await head({ ...where, insecureTls: true })).toBeDefined();
  expect(warnings).toEqual([expect.stringContaining('certificates are not checked')]);
});

test('no request carries tags: neither role has the right to PutObjectTagging', async () => {
  const server = await startHttpDouble(({ method, url }) => {
    const body = method === 'POST' ? '<R><UploadId>u1</UploadId></R>' : '';
    const isNote = method === 'GET' && url.includes('.upload');
    return { status: isNote ? 404 : 200, headers: { etag: '"e1"' }, body };
  });
  onTestFinished(async () => void (await server.close()));
  const client = createS3({ region, endpoint: server.endpoint }, credentials);
  for (const memory of [listedUploads(client), notedUploads(client)]) await touchAll(s3ObjectStore(client, memory));
  expect(server.seen.length).toBeGreaterThan(12);
  for (const { method, url, headers } of server.seen) {
    expect(
      Object.keys(headers).filter((name) => name.includes('tagging')),
      `${method} ${url}`,
    ).toEqual([]);
    expect(url).not.toMatch(/[?&]tagging/);
  }
});

/** Everything that a store does. */
async function touchAll(store: ObjectStore): Promise<void> {
  const address = { bucket: 'b', key: 'k' };
  const options = { contentType: 'video/mp4', metadata: { person: 'anna' } };
  await store.put(address, Buffer.from('x'), { ...options, ifAbsent: true });
  await store.head(address);
  for await (const _ of store.read(address));
  for await (const _ of store.list('b', ''));
  const upload = await store.startUpload(address, options);
  await upload.putPart(1, Buffer.from('x'));
  await upload.complete({ ifAbsent: true });
  await (await store.startUpload(address, options)).abort();
  await store.delete(address);
}
