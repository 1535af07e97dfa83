import { randomUUID } from 'node:crypto';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll } from 'vitest';
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
import { objectStoreSuite } from '../../conformance/suites/object-store-suite.ts';
import { taskQueueSuite } from '../../conformance/suites/task-queue-suite.ts';
import { taskScopeSuite } from '../../conformance/suites/task-scope-suite.ts';
import { emulatedRegion, type Ministack, rootCredentials, startMinistack } from '../../helpers/ministack.ts';

let server: Ministack | undefined;
beforeAll(async () => {
  server = await startMinistack();
}, 180_000);
afterAll(() => server?.stop());

function where(): AwsEndpoint {
  if (server === undefined) throw new Error('ministack is not started yet.');
  return { region: emulatedRegion, endpoint: server.endpoint };
}
const s3 = () => createS3(where(), rootCredentials);
const sqs = () => createSqs(where(), rootCredentials);

async function newBucket(): Promise<string> {
  const name = `b-${randomUUID()}`;
  await s3().send(new CreateBucketCommand({ Bucket: name }));
  return name;
}

async function newQueue(attributes: Record<string, string> = {}): Promise<string> {
  const made = await sqs().send(new CreateQueueCommand({ QueueName: `q-${randomUUID()}`, Attributes: attributes }));
  if (made.QueueUrl === undefined) throw new Error('ministack named no queue URL.');
  return made.QueueUrl;
}

objectStoreSuite('S3 of ministack', async () => ({
  store: s3ObjectStore(s3()),
  bucket: await newBucket(),
  otherBucket: await newBucket(),
  close: () => undefined,
}));

taskQueueSuite('SQS of ministack', async ({ maxReceives }) => {
  const dead = await newQueue();
  const wanted = new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] });
  const deadLetterTargetArn = (await sqs().send(wanted)).Attributes?.QueueArn;
  const tasks = await newQueue({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives }),
  });
  const client = sqs();
  return {
    tasks: sqsTaskQueue(client, tasks),
    dead: sqsTaskQueue(client, dead),
    async close() {
      for (const QueueUrl of [tasks, dead]) await client.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
});

taskScopeSuite('STS of ministack', async () => {
  const iam = new IAMClient(clientSettings(where(), rootCredentials));
  const [inputBucket, outputBucket, RoleName] = [await newBucket(), await newBucket(), `data-${randomUUID()}`];
  const document = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const trust = document({ Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' });
  const role = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const everything = [inputBucket, outputBucket].flatMap((name) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]);
  // As wide as can be: what is denied is denied by the session policy.
  const PolicyDocument = document({ Action: 's3:*', Resource: everything });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'data', PolicyDocument }));
  const dataRoleArn = role.Role?.Arn ?? '';
  return {
    scope: stsTaskScope(createSts(where(), rootCredentials), { dataRoleArn, objects: where(), region: emulatedRegion }),
    owner: s3ObjectStore(s3()),
    inputBucket,
    outputBucket,
  };
});
