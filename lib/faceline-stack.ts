import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BatchFleet } from './batch-fleet.ts';
import { DeadLetter } from './dead-letter.ts';
import { Delivery } from './delivery.ts';
import { GpuFleet } from './gpu-fleet.ts';
import { MediaBuckets } from './media-buckets.ts';
import { Monitoring } from './monitoring.ts';
import { Network } from './network.ts';
import type { Settings } from './settings.ts';
import { SpotNotices } from './spot-notices.ts';
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
    const withFleet = settings.fleet !== 'none';
    if (withFleet) {
      const network = new Network(this, 'Network', settings);
      if (settings.fleet === 'ecs') new GpuFleet(this, 'Fleet', network, surroundings);
      else new BatchFleet(this, 'Batch', network, surroundings, intake.undelivered);
    }
    const spot = withFleet && settings.alarms === 'all' ? new SpotNotices(this, 'Spot') : undefined;
    new Monitoring(this, 'Monitoring', { settings, buckets, queue, intake, deadLetter, delivery, spot });
  }
}
