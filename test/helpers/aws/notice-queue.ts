import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Notice, parseNotice } from '../../../contract/notice.ts';
import type { Clients } from './deployed-world.ts';

const envelopeSchema = z.looseObject({ Type: z.literal('Notification'), Message: z.string() });

/** Subscribes a fresh queue to a topic. `next` gives each notice once, and undefined when none comes in two seconds. */
export async function noticeQueue({ sqs, sns }: Clients, topicArn: string) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `notices-${Date.now()}` }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const queueArn = (await sqs.send(asked)).Attributes?.QueueArn;
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(policy) } }));
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn }));
  return {
    async next(): Promise<Notice | undefined> {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }));
      const [message] = Messages;
      if (message === undefined) return undefined;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      const parsed = parseNotice(JSON.parse(envelopeSchema.parse(JSON.parse(message.Body ?? '')).Message));
      if (!parsed.ok) throw new Error(parsed.problem);
      return parsed.value;
    },
  };
}
