import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { metricNamespace } from './bundled-function.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { Delivery } from './delivery.ts';
import { backlog } from './fleet-scaling.ts';
import type { MediaBuckets } from './media-buckets.ts';
import type { Settings } from './settings.ts';
import type { SpotNotices } from './spot-notices.ts';
import type { TaskQueue } from './task-queue.ts';
import type { UploadIntake } from './upload-intake.ts';

/** The rooms that monitoring looks into. */
export interface Watched {
  readonly settings: Settings;
  readonly buckets: MediaBuckets;
  readonly queue: TaskQueue;
  readonly intake: UploadIntake;
  readonly deadLetter: DeadLetter;
  readonly delivery: Delivery;
  /** Absent where there is no fleet. */
  readonly spot: SpotNotices | undefined;
}

/** One alarm. `name` is also the end of its anchor in docs/operations.md: `#alarm-<name>`. */
export interface AlarmSpec {
  readonly name: string;
  /** One sentence for the mail: what is wrong. */
  readonly meaning: string;
  readonly metric: cloudwatch.IMetric;
  readonly above?: number;
  readonly below?: number;
  /** Periods in a row. */
  readonly periods?: number;
}

const minutes = (count: number): Duration => Duration.minutes(count);

/** A metric that a Lambda emits with Powertools. */
export function functionMetric(
  settings: Settings,
  service: string,
  metricName: string,
  options: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: metricNamespace(settings.stage),
    metricName,
    dimensionsMap: { service },
    ...options,
  });
}

const depth = (queue: sqs.Queue) =>
  queue.metricApproximateNumberOfMessagesVisible({ period: minutes(5), statistic: 'Maximum' });
const age = (queue: sqs.Queue) =>
  queue.metricApproximateAgeOfOldestMessage({ period: minutes(5), statistic: 'Maximum' });

/** Alarms on single metrics: what may not be missed. */
export function basicAlarms({ settings, queue, intake, delivery }: Watched): readonly AlarmSpec[] {
  const dead = functionMetric(settings, 'dead-letter', 'DeadTasks', { period: minutes(5), statistic: 'Sum' });
  return [
    { name: 'dead-tasks', meaning: 'A task failed every attempt and has a failed report.', metric: dead, above: 0 },
    { name: 'last-queue', meaning: 'A dead task could not even be reported.', metric: depth(queue.last), above: 0 },
    {
      name: 'dead-uploads',
      meaning: 'An upload could not be turned into a task or a refusal.',
      metric: depth(intake.deadUploads),
      above: 0,
    },
    {
      name: 'dead-reports',
      meaning: 'A finished task was not announced.',
      metric: depth(delivery.deadReports),
      above: 0,
    },
    {
      name: 'undelivered-events',
      meaning: 'EventBridge could not hand an event to a queue.',
      metric: depth(intake.undelivered),
      above: 0,
    },
    {
      name: 'undelivered-notices',
      meaning: 'SNS could not hand over a notice or an alarm.',
      metric: depth(delivery.undeliveredNotices),
      above: 0,
    },
    { name: 'old-uploads', meaning: 'Uploads wait for intake.', metric: age(intake.uploads), above: 900 },
    {
      name: 'old-tasks',
      meaning: 'The oldest task has waited or run for more than six hours.',
      metric: age(queue.tasks),
      above: 21_600,
    },
    { name: 'old-reports', meaning: 'Reports wait for notify.', metric: age(delivery.reports), above: 900 },
  ];
}

/** Alarms on ratios and trends, and those that need metrics that cost. */
export function furtherAlarms(watched: Watched): readonly AlarmSpec[] {
  const { settings, buckets, queue, spot } = watched;
  const notify = (name: string, statistic: string, period: Duration) =>
    functionMetric(settings, 'notify', name, { statistic, period });
  const ended = (period: Duration) => ({
    done: notify('TasksDone', 'Sum', period),
    failed: notify('TasksFailed', 'Sum', period),
  });
  const math = (expression: string, usingMetrics: Record<string, cloudwatch.IMetric>, period: Duration) =>
    new cloudwatch.MathExpression({ expression, usingMetrics, period });
  const waiting = backlog(queue);
  const deleted = queue.tasks.metricNumberOfMessagesDeleted({ period: minutes(10), statistic: 'Sum' });
  const visible = queue.tasks.metricApproximateNumberOfMessagesVisible({ period: minutes(10), statistic: 'Minimum' });
  return [
    {
      name: 'success-rate',
      meaning: 'More than one task in ten failed within an hour (of at least ten).',
      metric: math(
        'IF(FILL(done, 0) + FILL(failed, 0) >= 10, 100 * FILL(done, 0) / (FILL(done, 0) + FILL(failed, 0)), 100)',
        ended(minutes(60)),
        minutes(60),
      ),
      below: 90,
    },
    {
      name: 'consecutive-failures',
      meaning: 'Tasks failed and none was done, three quarters of an hour long.',
      metric: math('IF(FILL(failed, 0) > 0 AND FILL(done, 0) == 0, 1, 0)', ended(minutes(15)), minutes(15)),
      above: 0,
      periods: 3,
    },
    {
      name: 'slow-tasks',
      meaning: 'The slowest twentieth of tasks took more than two hours.',
      metric: notify('ProcessingSeconds', 'p95', minutes(60)),
      above: 7200,
    },
    {
      name: 'slow-frames',
      meaning: 'Workers made fewer than 5 frames a second on average, three hours long.',
      metric: notify('FramesPerSecond', 'Average', minutes(60)),
      below: 5,
      periods: 3,
    },
    {
      name: 'idle-gpu',
      meaning: 'GPUs waited for decoding, pixels or storage more than four fifths of the time.',
      metric: math('100 - share', { share: notify('InferenceShare', 'Average', minutes(60)) }, minutes(60)),
      above: 80,
      periods: 3,
    },
    {
      name: 'no-progress',
      meaning: 'Tasks wait, and none was finished for half an hour.',
      metric: math('IF(FILL(visible, 0) > 0 AND FILL(deleted, 0) == 0, 1, 0)', { visible, deleted }, minutes(10)),
      above: 0,
      periods: 3,
    },
    {
      name: 'backlog',
      meaning: 'More tasks wait than the whole fleet was sized for, an hour long.',
      metric: waiting,
      above: 20 * settings.maxWorkers * settings.tasksPerWorker,
      periods: 60,
    },
    ...(settings.requestMetrics
      ? [
          {
            name: 'storage-errors',
            meaning: 'S3 answered requests to the output bucket with 5xx.',
            metric: requestMetric(buckets.output, '5xxErrors'),
            above: 5,
            periods: 2,
          },
        ]
      : []),
    {
      name: 'aborted-uploads',
      meaning: 'Tasks failed because their results could not be stored.',
      metric: notify('StoreFailures', 'Sum', minutes(60)),
      above: 2,
    },
    {
      name: 'storage-growth',
      meaning: 'Input and output grew by more than 1 TB in a day.',
      metric: math(
        'DIFF(FILL(input, 0) + FILL(output, 0))',
        { input: sizeMetric(buckets.input), output: sizeMetric(buckets.output) },
        Duration.days(1),
      ),
      above: 1e12,
    },
    ...(spot === undefined
      ? []
      : [
          {
            name: 'spot-interruptions',
            meaning: 'Spot took back five instances within an hour.',
            metric: spot.metric,
            above: 4,
          },
        ]),
  ];
}

function requestMetric(bucket: s3.Bucket, metricName: string): cloudwatch.Metric {
  const dimensionsMap = { BucketName: bucket.bucketName, FilterId: 'all' };
  return new cloudwatch.Metric({
    namespace: 'AWS/S3',
    metricName,
    dimensionsMap,
    statistic: 'Sum',
    period: minutes(5),
  });
}

function sizeMetric(bucket: s3.Bucket): cloudwatch.Metric {
  const dimensionsMap = { BucketName: bucket.bucketName, StorageType: 'StandardStorage' };
  return new cloudwatch.Metric({
    namespace: 'AWS/S3',
    metricName: 'BucketSizeBytes',
    dimensionsMap,
    statistic: 'Average',
    period: Duration.days(1),
  });
}
