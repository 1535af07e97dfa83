import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DeadLetter } from './dead-letter.ts';
import { Delivery } from './delivery.ts';
import { EventCount } from './event-count.ts';
import { BatchFleet } from './fleet/batch-fleet.ts';
import { GpuFleet } from './fleet/gpu-fleet.ts';
import { MediaBuckets } from './media-buckets.ts';
import { Monitoring } from './monitoring.ts';
import { Network } from './network.ts';
import type { Settings } from './settings/settings.ts';
import { TaskQueue } from './task-queue.ts';
import { TaskScopeRole } from './task-scope-role.ts';
import { UploadIntake } from './upload-intake.ts';

export interface FacelineStackProps extends StackProps {
  readonly settings: Settings;
  /** Bucket in another region that results are copied to. */
  readonly replicaBucketArn?: string;
}

/** The whole pipeline, one construct a room. Read the rooms in this order. */
export class FacelineStack extends Stack {
  constructor(scope: Construct, id: string, props: FacelineStackProps) {
    super(scope, id, props);
    const { settings } = props;
    const buckets = new MediaBuckets(this, 'Media', settings, props.replicaBucketArn);
    const queue = new TaskQueue(this, 'Queue');
    const intake = new UploadIntake(this, 'Intake', settings, buckets, queue);
    const deadLetter = new DeadLetter(this, 'DeadLetter', settings, buckets, queue);
    const delivery = new Delivery(this, 'Delivery', settings, buckets, intake.undelivered);
    const roles = new TaskScopeRole(this, 'Scope', buckets, queue);

    const surroundings = { settings, buckets, queue, scope: roles, intake: intake.intake.function };
    const network = settings.fleet === 'none' ? undefined : new Network(this, 'Network', settings);
    if (network !== undefined && settings.fleet === 'ecs') new GpuFleet(this, 'Fleet', network, surroundings);
    const batch =
      network !== undefined && settings.fleet === 'batch'
        ? new BatchFleet(this, 'Batch', network, surroundings, intake.undelivered)
        : undefined;
    const spot =
      network !== undefined && settings.alarms === 'all'
        ? new EventCount(this, 'Spot', {
            description: 'Spot takes an instance back in two minutes; all of the account in the region count',
            eventPattern: { source: ['aws.ec2'], detailType: ['EC2 Spot Instance Interruption Warning'] },
          })
        : undefined;
    const blocked = batch?.blocked;
    new Monitoring(this, 'Monitoring', { settings, buckets, queue, intake, deadLetter, delivery, spot, blocked });
  }
}
