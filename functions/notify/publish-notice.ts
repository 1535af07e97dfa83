import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Notice } from '../../contract/notice.ts';
import { formatNotice } from './format-notice.ts';

/** SNS takes 100 characters of ASCII as a subject. */
const subjectOf = (notice: Notice): string =>
  `Faceline: ${notice.outcome} (task ${notice.taskId})`.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);

/**
 * Publishes a notice: queues, functions and HTTP subscribers get its JSON (contract/notice.ts), mailboxes get lines
 * for a person. Subscribers can filter on the attributes `outcome` and `user`.
 */
export async function publishNotice(client: SNSClient, topicArn: string, notice: Notice): Promise<void> {
  const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
  const message = { default: JSON.stringify(notice), email: formatNotice(notice) };
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subjectOf(notice),
      MessageStructure: 'json',
      Message: JSON.stringify(message),
      MessageAttributes: {
        outcome: attribute(notice.outcome),
        ...(notice.user === undefined ? {} : { user: attribute(notice.user) }),
      },
    }),
  );
}
