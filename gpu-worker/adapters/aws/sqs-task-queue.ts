import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { systemClock } from '../../clock.ts';
import { FacelineError, permanent, transient } from '../../errors.ts';
import type { Clock, TaskMessage, TaskQueue } from '../../ports.ts';
import { maxInvisibleS } from '../../queue-limits.ts';
import { answerOf } from './store-errors.ts';

/** Carries the time a postponed message was first sent: postponing sends a copy, which SQS dates anew. */
const sentAtAttribute = 'faceline-sent-at';
const mostDelayS = 900;
/** Times a batch that was taken in part is sent again. */
const mostAttempts = 4;
const mostBatch = 10;
/** All bodies of one batch together; SQS took 256 KiB until 2025 and other servers still do. */
const mostBatchBytes = 250 * 1024;
/** SQS's errors for a receipt that no longer holds. */
const lostNames = ['ReceiptHandleIsInvalid', 'MessageNotInflight', 'InvalidReceiptHandle'];

interface Lease {
  readonly receivedAt: number;
  until: number;
}

/**
 * Tasks on SQS. Whether a receipt still holds is decided by this process's own clock first: SQS may take a late
 * ChangeMessageVisibility or DeleteMessage without a word, when somebody else runs the task already.
 */
export function sqsTaskQueue(client: SQSClient, queueUrl: string, clock: Clock = systemClock): TaskQueue {
  const leases = new Map<string, Lease>();
  const QueueUrl = queueUrl;

  const held = (message: TaskMessage): Lease => {
    const lease = leases.get(message.receipt);
    if (lease !== undefined && lease.until > clock.now()) return lease;
    leases.delete(message.receipt);
    throw permanent('LEASE_LOST', `Message ${message.id} was invisible for too long: it is somebody else's now.`);
  };
  const change = async (message: TaskMessage, seconds: number): Promise<void> => {
    const lease = held(message);
    const askedAt = clock.now();
    if (seconds > maxInvisibleS || askedAt + seconds * 1000 > lease.receivedAt + maxInvisibleS * 1000) {
      throw permanent(
        'DEADLINE',
        `SQS keeps a message invisible for ${maxInvisibleS} s in all; ${seconds} s more is too long.`,
      );
    }
    const command = { QueueUrl, ReceiptHandle: message.receipt, VisibilityTimeout: Math.ceil(seconds) };
    await client.send(new ChangeMessageVisibilityCommand(command)).catch((thrown) => {
      throw queueError(thrown, 'extend a message');
    });
    lease.until = askedAt + seconds * 1000;
  };
  const remove = async (message: TaskMessage): Promise<void> => {
    const lease = leases.get(message.receipt);
    leases.delete(message.receipt);
    if (lease === undefined || lease.until <= clock.now()) return;
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.receipt })).catch((thrown) => {
      if (!lostNames.includes(answerOf(thrown).name)) throw queueError(thrown, 'delete a message');
    });
  };

  return {
    async send(bodies, { delayS = 0 } = {}) {
      for (const batch of batchesOf(bodies)) await sendBatch(client, queueUrl, batch, Math.min(delayS, mostDelayS));
    },

    async receive({ visibilityS, waitS, signal }) {
      const stopped = (): boolean => signal?.aborted === true;
      if (stopped()) return undefined;
      const receivedAt = clock.now();
      for (const [receipt, { until }] of leases) if (until < receivedAt) leases.delete(receipt);
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 1,
        VisibilityTimeout: Math.ceil(visibilityS),
        WaitTimeSeconds: Math.min(20, Math.max(0, Math.floor(waitS))),
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
        MessageAttributeNames: [sentAtAttribute],
      });
      try {
        const { Messages = [] } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
        const [message] = Messages;
        if (message === undefined) return undefined;
        const parsed = messageOf(message);
        // SQS answers as soon as it has taken a message for us: the way here is milliseconds.
        leases.set(parsed.receipt, { receivedAt: clock.now(), until: clock.now() + Math.ceil(visibilityS) * 1000 });
        return parsed;
      } catch (thrown) {
        if (stopped()) return undefined;
        throw queueError(thrown, 'receive a message');
      }
    },

    extend: change,
    delete: remove,

    async giveBack(message, delayS) {
      await change(message, delayS);
      leases.delete(message.receipt);
    },

    async postpone(message, delayS) {
      // Holds it while the copy is sent: a death in between leaves two, and tasks are safe to run twice.
      await change(message, 30);
      const sentAt = { DataType: 'Number', StringValue: String(message.sentAt.getTime()) };
      const copy = {
        QueueUrl,
        MessageBody: message.body,
        DelaySeconds: Math.min(mostDelayS, Math.ceil(delayS)),
        MessageAttributes: { [sentAtAttribute]: sentAt },
      };
      await client.send(new SendMessageCommand(copy)).catch((thrown) => {
        throw queueError(thrown, 'postpone a message');
      });
      await remove(message);
    },

    async depth() {
      const names = [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ] as const;
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] });
      const { Attributes = {} } = await client.send(command).catch((thrown) => {
        throw queueError(thrown, 'ask for the depth');
      });
      const [visible = 0, delayed = 0, inFlight = 0] = names.map((name) => Number(Attributes[name] ?? 0));
      return { visible, delayed, inFlight };
    },
  };
}

function messageOf({
  MessageId: id = '',
  Body: body = '',
  ReceiptHandle: receipt,
  Attributes,
  MessageAttributes,
}: Message): TaskMessage {
  if (receipt === undefined) throw transient('QUEUE_UNAVAILABLE', 'SQS sent a message without a receipt.');
  const first = MessageAttributes?.[sentAtAttribute]?.StringValue ?? Attributes?.SentTimestamp;
  return {
    id,
    body,
    receipt,
    attempt: Number(Attributes?.ApproximateReceiveCount ?? 1),
    sentAt: new Date(Number(first ?? Date.now())),
  };
}

/** At most ten bodies and 250 KiB together; a body that is larger alone goes alone, and SQS judges it. */
function batchesOf(bodies: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const body of bodies) {
    const size = Buffer.byteLength(body);
    const last = batches.at(-1);
    if (last === undefined || last.length === mostBatch || bytes + size > mostBatchBytes) {
      batches.push([body]);
      bytes = size;
    } else {
      last.push(body);
      bytes += size;
    }
  }
  return batches;
}

async function sendBatch(
  client: SQSClient,
  QueueUrl: string,
  bodies: readonly string[],
  delayS: number,
): Promise<void> {
  let rest = bodies.map((body, index) => ({ Id: String(index), MessageBody: body, DelaySeconds: Math.ceil(delayS) }));
  for (let attempt = 1; rest.length > 0; attempt += 1) {
    const { Failed = [] } = await client
      .send(new SendMessageBatchCommand({ QueueUrl, Entries: rest }))
      .catch((thrown) => {
        throw queueError(thrown, 'send messages');
      });
    const failed = new Set(Failed.map(({ Id }) => Id));
    rest = rest.filter(({ Id }) => failed.has(Id));
    const [first] = Failed;
    if (first === undefined) return;
    if (first.SenderFault || attempt === mostAttempts) {
      throw transient(
        'QUEUE_UNAVAILABLE',
        `SQS did not take ${rest.length} messages: ${first.Code} ${first.Message ?? ''}`,
      );
    }
  }
}

function queueError(thrown: unknown, what: string): FacelineError {
  if (thrown instanceof FacelineError) return thrown;
  const { name, message } = answerOf(thrown);
  if (lostNames.includes(name) || /not in ?flight|receipt handle/i.test(message)) {
    return permanent('LEASE_LOST', `Could not ${what}: ${message || name}`, thrown);
  }
  return transient('QUEUE_UNAVAILABLE', `Could not ${what}: ${message || name}`, thrown);
}
