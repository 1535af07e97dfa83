import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allow } from './allow.ts';
import { allowKeyThroughS3 } from './allow-key.ts';
import { modelRoot, outputRoots, photoRoot, segmentRoots, templateRoot, uploadRoots } from './key-roots.ts';
import type { MediaBuckets } from './media-buckets.ts';
import { sendActions, type TaskQueue } from './task-queue.ts';
import { tellOutput } from './tell-output.ts';

/**
 * Two roles. The worker's own may use the queue, read models and assume the data role, and touches nobody's data. The
 * data role is the widest any task can get; the worker assumes it per task with a session policy that names exactly
 * this task's keys, so that one task cannot reach another's.
 */
export class TaskScopeRole extends Construct {
  readonly worker: iam.Role;
  readonly data: iam.Role;

  constructor(scope: Construct, id: string, buckets: MediaBuckets, queue: TaskQueue) {
    super(scope, id);
    this.worker = new iam.Role(this, 'Worker', {
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
      description: 'The worker itself: queue and models, no data',
    });
    this.data = new iam.Role(this, 'Data', {
      assumedBy: new iam.ArnPrincipal(this.worker.roleArn),
      // Role chaining ends after an hour whatever stands here.
      maxSessionDuration: Duration.hours(1),
      description: 'What a task may touch at most; narrowed to its own keys by a session policy',
    });
    this.allowWorker(buckets, queue);
    this.allowData(buckets);
    tellOutput(this, 'WorkerRole', this.worker.roleArn);
    tellOutput(this, 'DataRole', this.data.roleArn);
  }

  private allowWorker(buckets: MediaBuckets, queue: TaskQueue): void {
    allow(this.worker, {
      sid: 'WorkTheQueue',
      reason: 'One queue. Sending is for postponed tasks and segments of films.',
      actions: [
        'sqs:ReceiveMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        ...sendActions,
        'sqs:GetQueueAttributes',
      ],
      resources: [queue.tasks.queueArn],
    });
    allow(this.worker, {
      sid: 'ReadModels',
      reason: 'Any task may name any model; models are no personal data.',
      actions: ['s3:GetObject'],
      resources: [buckets.models.arnForObjects(`${modelRoot}*`)],
    });
    allow(this.worker, {
      sid: 'ListModels',
      reason: 'The models folder.',
      actions: ['s3:ListBucket'],
      resources: [buckets.models.bucketArn],
      conditions: { StringLike: { 's3:prefix': [`${modelRoot}*`] } },
    });
    allow(this.worker, {
      sid: 'TakeScope',
      reason: 'One role.',
      actions: ['sts:AssumeRole'],
      resources: [this.data.roleArn],
    });
    allowKeyThroughS3(this.worker, buckets, { read: [buckets.models] });
  }

  private allowData(buckets: MediaBuckets): void {
    allow(this.data, {
      sid: 'ReadSources',
      reason: 'The upper bound of every task; the session policy names the one source and its photos.',
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [...uploadRoots, templateRoot, photoRoot].map((root) => buckets.input.arnForObjects(`${root}*`)),
    });
    allow(this.data, {
      sid: 'ListPhotos',
      reason: 'The upper bound of every task; the session policy names the persons.',
      actions: ['s3:ListBucket'],
      resources: [buckets.input.bucketArn],
      conditions: { StringLike: { 's3:prefix': [`${photoRoot}*`] } },
    });
    allow(this.data, {
      sid: 'WriteResults',
      reason: 'The upper bound of every task; the session policy names the one output folder.',
      actions: [
        's3:GetObject',
        's3:PutObject',
        's3:DeleteObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ],
      resources: [...outputRoots, ...segmentRoots].map((root) => buckets.output.arnForObjects(`${root}*`)),
    });
    allow(this.data, {
      sid: 'ListResults',
      reason: 'The upper bound of every task; the session policy names the one output folder.',
      actions: ['s3:ListBucket'],
      resources: [buckets.output.bucketArn],
      conditions: { StringLike: { 's3:prefix': [...outputRoots, ...segmentRoots].map((root) => `${root}*`) } },
    });
    allowKeyThroughS3(this.data, buckets, { read: [buckets.input, buckets.output], write: [buckets.output] });
  }
}
