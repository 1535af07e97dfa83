import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseFaceTask } from '../../../contract/face-task.ts';
import { type Notice, parseNotice } from '../../../contract/notice.ts';
import {
  type AwsEndpoint,
  clientSettings,
  createS3,
  createSqs,
  createSts,
} from '../../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../../gpu-worker/adapters/aws/s3-object-store.ts';
import { sqsTaskQueue } from '../../../gpu-worker/adapters/aws/sqs-task-queue.ts';
import { stsTaskScope } from '../../../gpu-worker/adapters/aws/sts-task-scope.ts';
import { allBytes } from '../../helpers/bytes.ts';
import { doneReport } from '../../helpers/done-report.ts';
import { eventually } from '../../helpers/eventually.ts';
import { emulatedRegion, type Ministack, rootCredentials, startMinistack } from '../../helpers/ministack.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const work = mkdtempSync(path.join(tmpdir(), 'faceline-deploy-'));
const context = ['fleet=none', 'alarms=basic', 'synthesizer=cli', 'stage=test'].flatMap((setting) => ['-c', setting]);
const outputsSchema = z.object({ 'Faceline-test': z.record(z.string(), z.string()) });

let server: Ministack;
let outputs: Readonly<Record<string, string>> = {};
const where = (): AwsEndpoint => ({ region: emulatedRegion, endpoint: server.endpoint, insecureTls: true });
const output = (start: string): string => Object.entries(outputs).find(([name]) => name.startsWith(start))?.[1] ?? '';
const owner = () => s3ObjectStore(createS3(where(), rootCredentials));
const tasks = () => sqsTaskQueue(createSqs(where(), rootCredentials), output('QueueTasksUrl'));

function cdk(...args: string[]): string {
  const { certificate = '', endpoint } = server;
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: work,
    AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    AWS_REGION: emulatedRegion,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_CA_BUNDLE: certificate,
    NODE_EXTRA_CA_CERTS: certificate,
  };
  const command = [path.join(root, 'node_modules/aws-cdk/bin/cdk'), ...args, '-o', path.join(work, 'out'), ...context];
  return execFileSync(process.execPath, command, {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
const deploy = () =>
  cdk(
    'deploy',
    '--require-approval',
    'never',
    '--progress',
    'events',
    '--outputs-file',
    path.join(work, 'outputs.json'),
    '--ci',
  );

beforeAll(async () => {
  server = await startMinistack({ tls: true });
  cdk('bootstrap', `aws://000000000000/${emulatedRegion}`);
  deploy();
  outputs = outputsSchema.parse(JSON.parse(readFileSync(path.join(work, 'outputs.json'), 'utf8')))['Faceline-test'];
}, 300_000);
afterAll(async () => {
  await server.stop();
  rmSync(work, { recursive: true, force: true });
});

/** A queue that gets every notice; what it returns waits for one with this outcome. */
async function subscribe(): Promise<(outcome: Notice['outcome']) => Promise<Notice>> {
  const sqs = createSqs(where(), rootCredentials);
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `notices-${Date.now()}` }));
  const asked = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Resource = asked.Attributes?.QueueArn ?? '';
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource },
  ];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const TopicArn = output('DeliveryNoticesTopic');
  const Attributes = { RawMessageDelivery: 'true' };
  const sns = new SNSClient(clientSettings(where(), rootCredentials));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Resource, Attributes }));
  const queue = sqsTaskQueue(sqs, QueueUrl);
  return (outcome) =>
    eventually(
      `a notice of a task that is ${outcome}`,
      async () => {
        const message = await queue.receive({ visibilityS: 60, waitS: 2 });
        if (message === undefined) return undefined;
        await queue.delete(message);
        const notice = parseNotice(JSON.parse(message.body));
        if (!notice.ok) throw new Error(notice.problem);
        return notice.value.outcome === outcome ? notice.value : undefined;
      },
      60_000,
    );
}

function download(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = https.get(address, { rejectUnauthorized: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve(`${answer.statusCode} ${text}`));
    });
    request.once('error', reject);
  });
}

describe('the stack as it is deployed, permissions enforced, TLS only', () => {
  it('deploys a second time without changes', () => {
    expect(deploy()).toBeDefined();
    expect(cdk('diff', '--fail', '--ci')).toMatch(/no differences|Number of stacks with differences: 0/i);
  });

  it('makes a task of an upload, and the worker role may take it and read this source alone', async () => {
    const store = owner();
    const bucket = output('MediaInputBucket');
    const key = 'videos/input/u1/202504051423/my clip+1 %2F ü.mp4';
    await store.put({ bucket, key: 'persons/anna/1.jpg' }, Buffer.from('photo'));
    await store.put({ bucket, key: `${key}2` }, Buffer.from('neighbour'));
    await store.put({ bucket, key }, Buffer.from('film'), { metadata: { person: 'anna' } });
    const message = await eventually('the task', () => tasks().receive({ visibilityS: 60, waitS: 2 }), 30_000);
    const task = parseFaceTask(JSON.parse(message.body));
    if (!task.ok) throw new Error(task.problem);
    expect(task.value.source).toMatchObject({ bucket, key });

    const worker = await workerCredentials();
    const scope = stsTaskScope(createSts(where(), worker), {
      dataRoleArn: output('ScopeDataRole'),
      objects: where(),
      region: emulatedRegion,
    });
    const own = s3ObjectStore(createS3(where(), worker));
    await expect(allBytes(own.read({ bucket, key }))).rejects.toMatchObject({ code: 'STORE_DENIED' });
    const access = await scope.open(task.value);
    expect((await allBytes(access.store.read({ bucket, key }))).toString()).toBe('film');
    await expect(allBytes(access.store.read({ bucket, key: `${key}2` }))).rejects.toMatchObject({
      code: 'STORE_DENIED',
    });
    const video = { bucket: task.value.output.bucket, key: `${task.value.output.prefix}video.mp4` };
    expect(await access.store.put(video, Buffer.from('result'), { ifAbsent: true })).toBe('stored');
    await access.close();
    expect(await sqsTaskQueue(createSqs(where(), worker), output('QueueTasksUrl')).depth()).toBeDefined();
  });

  it('announces a report with a link that works', async () => {
    const next = await subscribe();
    const report = doneReport();
    const bucket = output('MediaOutputBucket');
    const { prefix } = report.output;
    await owner().put({ bucket, key: `${prefix}video.mp4` }, Buffer.from('the video'));
    const text = JSON.stringify({ ...report, output: { bucket, prefix } });
    await owner().put({ bucket, key: `${prefix}report.json` }, Buffer.from(text));
    const notice = await next('done');
    expect(notice.taskId).toBe(report.taskId);
    expect(await download(notice.links?.file ?? '')).toBe('200 the video');
    expect(new Date(notice.links?.expiresAt ?? 0).getTime()).toBeGreaterThan(Date.now());
  });
});

/** The emulator's root lets itself assume the deployed worker role, whose shipped trust is ecs-tasks alone. */
async function workerCredentials() {
  const iam = new IAMClient(clientSettings(where(), rootCredentials));
  const RoleArn = output('ScopeWorkerRole');
  const RoleName = RoleArn.split('/').at(-1);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
  expect(trust).toContain('ecs-tasks.amazonaws.com');
  const statement = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  const sts = createSts(where(), rootCredentials);
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'worker' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
