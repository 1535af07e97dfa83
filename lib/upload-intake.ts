import { Duration, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { outputFiles } from '../contract/object-keys.ts';
import { allow } from './allow.ts';
import { allowKeyThroughS3 } from './allow-key.ts';
import { BundledFunction } from './bundled-function.ts';
import { manifestRoot, outputRoots, templateRoot, uploadRoots } from './key-roots.ts';
import type { MediaBuckets } from './media-buckets.ts';
import type { Settings } from './settings/settings.ts';
import { secureQueue, sendActions, type TaskQueue } from './task-queue.ts';
import { tellOutput } from './tell-output.ts';

/** Uploads become tasks: event → rule → `uploads` queue → intake Lambda → `tasks` queue. */
export class UploadIntake extends Construct {
  readonly uploads: sqs.Queue;
  readonly deadUploads: sqs.Queue;
  /** Events that EventBridge could not hand over, of every rule of the stack. */
  readonly undelivered: sqs.Queue;
  readonly intake: BundledFunction;

  constructor(scope: Construct, id: string, settings: Settings, buckets: MediaBuckets, queue: TaskQueue) {
    super(scope, id);
    const timeout = Duration.minutes(1);
    this.undelivered = secureQueue(this, 'Undelivered');
    Validations.of(this.undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of the rules, which the check does not look at.',
    });
    this.deadUploads = secureQueue(this, 'DeadUploads');
    this.uploads = secureQueue(this, 'Uploads', {
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      deadLetterQueue: { queue: this.deadUploads, maxReceiveCount: 5 },
    });
    new events.Rule(this, 'Uploaded', {
      description: 'New videos, images and manifests, and archived ones that are readable again',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created', 'Object Restore Completed'],
        detail: {
          bucket: { name: [buckets.input.bucketName] },
          object: { key: [...uploadRoots, manifestRoot].map((prefix) => ({ prefix })) },
        },
      },
      targets: [new targets.SqsQueue(this.uploads, { deadLetterQueue: this.undelivered })],
    });
    this.intake = new BundledFunction(this, 'Intake', {
      settings,
      folder: 'intake',
      source: this.uploads,
      timeout,
      environment: {
        TASKS_QUEUE_URL: queue.tasks.queueUrl,
        OUTPUT_BUCKET: buckets.output.bucketName,
      },
    });
    this.grant(buckets, queue);
    tellOutput(this, 'UploadsQueue', this.uploads.queueUrl);
    tellOutput(this, 'DeadUploadsQueueArn', this.deadUploads.queueArn);
  }

  private grant(buckets: MediaBuckets, queue: TaskQueue): void {
    const { role } = this.intake;
    allow(role, {
      sid: 'ReadUploads',
      reason: 'Any upload may come; intake reads metadata of uploads and templates, and the text of manifests.',
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [...uploadRoots, templateRoot, manifestRoot].map((root) => buckets.input.arnForObjects(`${root}*`)),
    });
    allow(role, {
      sid: 'TellMissingFromDenied',
      reason: 'Without ListBucket a missing key reads as 403.',
      actions: ['s3:ListBucket'],
      resources: [buckets.input.bucketArn, buckets.output.bucketArn],
    });
    allow(role, {
      sid: 'WriteRefusals',
      reason: 'A refusal is a report under the output folder of any upload; no other file name can be written.',
      actions: ['s3:PutObject'],
      resources: outputRoots.map((root) => buckets.output.arnForObjects(`${root}*/${outputFiles.report}`)),
    });
    allow(role, {
      sid: 'ReadReports',
      reason: 'When an archived upload is back, its report says whether a task waits for it.',
      actions: ['s3:GetObject'],
      resources: outputRoots.map((root) => buckets.output.arnForObjects(`${root}*/${outputFiles.report}`)),
    });
    allow(role, {
      sid: 'SendTasks',
      reason: 'One queue.',
      actions: [...sendActions],
      resources: [queue.tasks.queueArn],
    });
    allowKeyThroughS3(role, buckets, { read: [buckets.input, buckets.output], write: [buckets.output] });
  }
}
