import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { TaskSink } from '../ports.ts';

const mostAttempts = 4;
const firstWaitMs = 100;

/** The tasks queue on SQS. A batch may fail in part: only what failed is sent again. */
export function sqsTasks(client: SQSClient, queueUrl: string): TaskSink {
  return {
    async send(bodies) {
      let rest = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
      for (let attempt = 1; rest.length > 0; attempt += 1) {
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: rest }));
        const failed = new Set(Failed.map((entry) => entry.Id));
        rest = rest.filter((entry) => failed.has(entry.Id));
        const ours = Failed.find((entry) => entry.SenderFault);
        if (rest.length > 0 && (ours !== undefined || attempt === mostAttempts)) {
          const { Code, Message } = ours ?? Failed[0] ?? {};
          throw new Error(
            `SQS took ${bodies.length - rest.length} of ${bodies.length} tasks: ${Code} ${Message ?? ''}`,
          );
        }
        if (rest.length > 0) await sleep(firstWaitMs * 2 ** (attempt - 1));
      }
    },
  };
}

/** Credentials, region and endpoint come from the SDK's own environment variables. */
export const createSqsClient = (): SQSClient => new SQSClient({ maxAttempts: 4 });
