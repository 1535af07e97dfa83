import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { outputFiles } from '../contract/object-keys.ts';
import { allow } from './allow.ts';
import { allowKeyThroughS3 } from './allow-key.ts';
import { BundledFunction } from './bundled-function.ts';
import { outputRoots } from './key-roots.ts';
import type { MediaBuckets } from './media-buckets.ts';
import type { Settings } from './settings/settings.ts';
import { maxTaskReceives, type TaskQueue } from './task-queue.ts';

/** Empties the dead tasks into failed reports, so that no task ends in silence. */
export class DeadLetter extends Construct {
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, settings: Settings, buckets: MediaBuckets, queue: TaskQueue) {
    super(scope, id);
    this.handler = new BundledFunction(this, 'Handler', {
      settings,
      folder: 'dead-letter',
      source: queue.deadTasks,
      timeout: Duration.minutes(1),
      environment: {
        OUTPUT_BUCKET: buckets.output.bucketName,
        MAX_ATTEMPTS: String(maxTaskReceives),
      },
    });
    allow(this.handler.role, {
      sid: 'WriteFailedReports',
      reason: 'Any task may die; its report lies under its own output folder. No other file name can be written.',
      actions: ['s3:PutObject'],
      resources: outputRoots.map((root) => buckets.output.arnForObjects(`${root}*/${outputFiles.report}`)),
    });
    allow(this.handler.role, {
      sid: 'ReadReports',
      reason: 'Where a dead task has a report already, it says whether the task was done after all.',
      actions: ['s3:GetObject'],
      resources: outputRoots.map((root) => buckets.output.arnForObjects(`${root}*/${outputFiles.report}`)),
    });
    allowKeyThroughS3(this.handler.role, buckets, { read: [buckets.output], write: [buckets.output] });
  }
}
