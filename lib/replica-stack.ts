import { Stack, type StackProps, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { housekeeping, resultLifecycle } from './bucket-lifecycle.ts';
import { privateBucket } from './media-buckets.ts';
import { removalPolicyOf } from './removal-policy.ts';
import type { Settings } from './settings/settings.ts';
import { tellOutput } from './tell-output.ts';

/** The replica's name: known before it exists, since the main stack in another region names it too. */
export const replicaBucketName = (settings: Settings, account: string): string =>
  `faceline-${settings.stage}-replica-${account}`;

/** The bucket in `replicaRegion` that results are copied to. Deployed before the main stack. */
export class ReplicaStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings, props: StackProps) {
    super(scope, id, props);
    const bucket = new s3.Bucket(this, 'Replica', {
      ...privateBucket,
      bucketName: replicaBucketName(settings, this.account),
      encryption: s3.BucketEncryption.S3_MANAGED,
      versioned: true,
      // What is said of a result is true of its copy.
      lifecycleRules: [housekeeping(settings), ...resultLifecycle(settings)],
      removalPolicy: removalPolicyOf(settings),
    });
    tellOutput(this, 'ReplicaBucket', bucket.bucketName);
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Nothing reads the replica but a recovery; reads of the original are logged in the main region.',
    });
  }
}
