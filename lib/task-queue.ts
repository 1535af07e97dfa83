import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { tellOutput } from './tell-output.ts';

/** Times a worker may receive a task before it is dead. The worker counts with the same number. */
export const maxTaskReceives = 5;

/** How long a task stays invisible without a heartbeat, seconds: so long a killed worker's task waits. */
export const taskVisibilityS = 120;

/**
 * The right to send. AWS judges a batch by `sqs:SendMessage` and ignores the second name; compatible servers judge it
 * by its own.
 */
export const sendActions = ['sqs:SendMessage', 'sqs:SendMessageBatch'] as const;

/**
 * A TLS-only queue with SQS's own encryption, which costs nothing. A message is kept for two weeks in all, counted from
 * when it was first sent, so a queue with another behind it gives up after one: what is dead can still be looked at.
 */
export function secureQueue(scope: Construct, id: string, props: sqs.QueueProps = {}): sqs.Queue {
  return new sqs.Queue(scope, id, {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(props.deadLetterQueue === undefined ? 14 : 7),
    ...props,
  });
}

/**
 * `tasks` → the worker. What it received too often goes to `tasks` dead letters, which the dead-letter Lambda empties
 * into failed reports; what that Lambda cannot handle ends in `last`, which has an alarm and no reader.
 */
export class TaskQueue extends Construct {
  readonly tasks: sqs.Queue;
  readonly deadTasks: sqs.Queue;
  readonly last: sqs.Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.last = secureQueue(this, 'Last');
    this.deadTasks = secureQueue(this, 'DeadTasks', {
      // Six times the dead-letter Lambda's timeout, as AWS advises.
      visibilityTimeout: Duration.minutes(6),
      retentionPeriod: Duration.days(10),
      // Receives are counted across all queues: a dead task comes with its five, and has three more here.
      deadLetterQueue: { queue: this.last, maxReceiveCount: maxTaskReceives + 3 },
    });
    this.tasks = secureQueue(this, 'Tasks', {
      visibilityTimeout: Duration.seconds(taskVisibilityS),
      receiveMessageWaitTime: Duration.seconds(20),
      deadLetterQueue: { queue: this.deadTasks, maxReceiveCount: maxTaskReceives },
    });
    tellOutput(this, 'TasksQueue', this.tasks.queueUrl);
    tellOutput(this, 'LastQueueArn', this.last.queueArn);
  }
}
