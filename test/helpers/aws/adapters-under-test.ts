import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { createS3, createSqs } from '../../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../../gpu-worker/adapters/aws/s3-object-store.ts';
import { sqsTaskQueue } from '../../../gpu-worker/adapters/aws/sqs-task-queue.ts';
import { objectStoreSuite, type StorePeculiarities } from '../../conformance/suites/object-store-suite.ts';
import { taskQueueSuite } from '../../conformance/suites/task-queue-suite.ts';

/** A started server, and credentials that may do everything on it. */
export interface AwsServer {
  readonly endpoint: string;
  readonly region: string;
  readonly root: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A bucket of this test's own. */
export async function newBucket({ root, ...where }: AwsServer, { versioned = false } = {}): Promise<string> {
  const Bucket = `b-${randomUUID()}`;
  const client = createS3(where, root);
  await client.send(new CreateBucketCommand({ Bucket }));
  if (versioned) {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  return Bucket;
}

async function newQueue({ root, ...where }: AwsServer, Attributes: Record<string, string> = {}) {
  const client = createSqs(where, root);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: `q-${randomUUID()}`, Attributes }));
  if (QueueUrl === undefined) throw new Error('The server named no queue URL.');
  const asked = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return { url: QueueUrl, arn: asked.Attributes?.QueueArn ?? '' };
}

/** The promises of ObjectStore, held to by the S3 adapter on this server. */
export function s3Suite(name: string, server: () => AwsServer, how: StorePeculiarities): void {
  const makeStore = async () => {
    const { root, ...where } = server();
    return {
      store: s3ObjectStore(createS3(where, root)),
      bucket: await newBucket(server()),
      otherBucket: await newBucket(server()),
      close: () => undefined,
    };
  };
  objectStoreSuite(`S3 of ${name}`, makeStore, how);
}

/** The promises of TaskQueue, held to by the SQS adapter on this server. */
export function sqsSuite(name: string, server: () => AwsServer): void {
  taskQueueSuite(`SQS of ${name}`, async ({ maxReceives }) => {
    const { root, ...where } = server();
    const client = createSqs(where, root);
    const dead = await newQueue(server());
    const policy = { deadLetterTargetArn: dead.arn, maxReceiveCount: maxReceives };
    const tasks = await newQueue(server(), { RedrivePolicy: JSON.stringify(policy) });
    return {
      tasks: sqsTaskQueue(client, tasks.url),
      dead: sqsTaskQueue(client, dead.url),
      async close() {
        for (const { url } of [tasks, dead]) await client.send(new DeleteQueueCommand({ QueueUrl: url }));
      },
    };
  });
}
