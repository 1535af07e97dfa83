import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { secureQueue } from './task-queue.ts';

export interface EventCountProps {
  readonly description: string;
  readonly eventPattern: events.EventPattern;
}

/**
 * Counts events that EventBridge knows and CloudWatch has no metric of: they go to a queue that nobody reads, which
 * keeps them for an hour and counts what it was sent.
 */
export class EventCount extends Construct {
  readonly metric: cloudwatch.Metric;

  constructor(scope: Construct, id: string, { description, eventPattern }: EventCountProps) {
    super(scope, id);
    // Of its own, so that nothing else of the stack changes with it. A lost event is one too few in a count.
    const missed = secureQueue(this, 'Missed', { retentionPeriod: Duration.days(1) });
    const notices = secureQueue(this, 'Notices', {
      retentionPeriod: Duration.hours(1),
      deadLetterQueue: { queue: missed, maxReceiveCount: 1 },
    });
    new events.Rule(this, 'Event', {
      description,
      eventPattern,
      targets: [new targets.SqsQueue(notices, { deadLetterQueue: missed })],
    });
    this.metric = notices.metricNumberOfMessagesSent({ statistic: 'Sum', period: Duration.hours(1) });
  }
}
