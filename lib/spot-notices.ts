import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { secureQueue } from './task-queue.ts';

/**
 * Counts Spot interruptions. EventBridge knows them, CloudWatch does not: the warnings go to a queue that nobody
 * reads, keeps them for an hour, and counts what it was sent. All of the account's instances in the region count.
 */
export class SpotNotices extends Construct {
  readonly metric: cloudwatch.Metric;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Of its own, so that nothing else of the stack changes with it. A lost warning is one too few in a count.
    const missed = secureQueue(this, 'Missed', { retentionPeriod: Duration.days(1) });
    const notices = secureQueue(this, 'Notices', {
      retentionPeriod: Duration.hours(1),
      deadLetterQueue: { queue: missed, maxReceiveCount: 1 },
    });
    new events.Rule(this, 'Interrupted', {
      description: 'Spot takes an instance back in two minutes',
      eventPattern: { source: ['aws.ec2'], detailType: ['EC2 Spot Instance Interruption Warning'] },
      targets: [new targets.SqsQueue(notices, { deadLetterQueue: missed })],
    });
    this.metric = notices.metricNumberOfMessagesSent({ statistic: 'Sum', period: Duration.hours(1) });
  }
}
