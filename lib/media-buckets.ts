import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { housekeeping, inputLifecycle, logLifecycle, outputLifecycle } from './bucket-lifecycle.ts';
import { removalPolicyOf } from './removal-policy.ts';
import { bucketResource, replicateResults } from './result-replica.ts';
import type { Settings } from './settings/settings.ts';
import { tellOutput } from './tell-output.ts';

/**
 * Input, output and model buckets, and the one their access logs go to: private, TLS only, encrypted, versioned,
 * owner-enforced. Object events go to EventBridge by the bucket's own property: the CDK's other ways add a hidden
 * Lambda with wide rights.
 */
export class MediaBuckets extends Construct {
  readonly input: s3.Bucket;
  readonly output: s3.Bucket;
  readonly models: s3.IBucket;
  readonly key: kms.Key | undefined;

  constructor(scope: Construct, id: string, settings: Settings, replicaBucketArn: string | undefined) {
    super(scope, id);
    const removalPolicy = removalPolicyOf(settings);
    this.key =
      settings.encryption === 'kms'
        ? new kms.Key(this, 'Key', {
            enableKeyRotation: true,
            removalPolicy,
            description: `Faceline ${settings.stage}`,
          })
        : undefined;
    const accessLogs = this.accessLogs(settings, removalPolicy);
    const shared: s3.BucketProps = {
      ...privateBucket,
      ...(this.key === undefined
        ? { encryption: s3.BucketEncryption.S3_MANAGED }
        : { encryption: s3.BucketEncryption.KMS, encryptionKey: this.key, bucketKeyEnabled: true }),
      removalPolicy,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
    };

    this.input = new s3.Bucket(this, 'Input', {
      ...shared,
      serverAccessLogsPrefix: 'input/',
      lifecycleRules: inputLifecycle(settings),
      ...corsFor(settings, [s3.HttpMethods.PUT, s3.HttpMethods.POST, s3.HttpMethods.GET, s3.HttpMethods.HEAD]),
    });
    this.output = new s3.Bucket(this, 'Output', {
      ...shared,
      serverAccessLogsPrefix: 'output/',
      lifecycleRules: outputLifecycle(settings),
      ...corsFor(settings, [s3.HttpMethods.GET, s3.HttpMethods.HEAD]),
    });
    for (const bucket of [this.input, this.output]) sendEvents(bucket);
    if (replicaBucketArn !== undefined) replicateResults(this.output, replicaBucketArn);
    if (settings.requestMetrics) this.output.addMetric({ id: 'all' });

    this.models =
      settings.modelBucket === undefined
        ? new s3.Bucket(this, 'Models', {
            ...shared,
            serverAccessLogsPrefix: 'models/',
            lifecycleRules: [housekeeping(settings)],
          })
        : s3.Bucket.fromBucketName(this, 'Models', settings.modelBucket);

    tellOutput(this, 'InputBucket', this.input.bucketName);
    tellOutput(this, 'OutputBucket', this.output.bucketName);
    tellOutput(this, 'ModelBucket', this.models.bucketName);
  }

  /** SSE-S3 whatever the setting: S3 writes access logs into no bucket with a key of its own. */
  private accessLogs(settings: Settings, removalPolicy: RemovalPolicy): s3.Bucket {
    const bucket = new s3.Bucket(this, 'AccessLogs', {
      ...privateBucket,
      encryption: s3.BucketEncryption.S3_MANAGED,
      removalPolicy,
      lifecycleRules: logLifecycle(settings),
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'This is the bucket that access logs go to; logging its own writes would feed on itself.',
    });
    return bucket;
  }
}

/** What every bucket here has in common. `autoDeleteObjects` is a hidden Lambda: the test stage is emptied by its test. */
export const privateBucket: s3.BucketProps = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
};

function corsFor(settings: Settings, allowedMethods: s3.HttpMethods[]): s3.BucketProps {
  if (settings.corsOrigins.length === 0) return {};
  const rule: s3.CorsRule = {
    allowedOrigins: settings.corsOrigins,
    allowedMethods,
    allowedHeaders: ['*'],
    // A browser's multipart upload needs each part's etag.
    exposedHeaders: ['ETag', 'x-amz-version-id'],
    maxAge: 3600,
  };
  return { cors: [rule] };
}

function sendEvents(bucket: s3.Bucket): void {
  bucketResource(bucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}
