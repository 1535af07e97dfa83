import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { metricNamespace } from './bundled-function.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { Delivery } from './delivery.ts';
import type { EventCount } from './event-count.ts';
import { backlog } from './fleet/fleet-scaling.ts';
import type { MediaBuckets } from './media-buckets.ts';
import type { Settings } from './settings/settings.ts';
import { storedBytes } from './storage-size.ts';
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
  readonly spot: EventCount | undefined;
  /** Jobs that cannot start; absent without AWS Batch. */
  readonly blocked: EventCount | undefined;
}

/** One alarm. `name` is also the end of its anchor in docs/operations.md: `#alarm-<name>`. */
export interface AlarmSpec {
  readonly name: string;
  /** One sentence for the mail: what is wrong. */
  readonly meaning: string;
  readonly metric: cloudwatch.IMetric;
  readonly above?: number;
  readonly below?: number;
  /** Periods that have to be bad, 1 unless said, in a row unless `of` says otherwise. */
  readonly periods?: number;
  /** Of so many periods: more than `periods` where missing values are filled in, since the newest one always is. */
  readonly of?: number;
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
export function basicAlarms({ settings, queue, intake, delivery, blocked }: Watched): readonly AlarmSpec[] {
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
    ...(blocked === undefined
      ? []
      : [{ name: 'blocked-jobs', meaning: 'AWS Batch cannot start the next job.', metric: blocked.metric, above: 0 }]),
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
  const period = minutes(10);
  const deleted = queue.tasks.metricNumberOfMessagesDeleted({ period, statistic: 'Sum' });
  const received = queue.tasks.metricNumberOfMessagesReceived({ period, statistic: 'Sum' });
  const visible = queue.tasks.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Minimum' });
  const inFlight = queue.tasks.metricApproximateNumberOfMessagesNotVisible({ period, statistic: 'Maximum' });
  // A long film is received once; what is received again and again, and never finished, is a crash.
  const untouched = 'FILL(visible, 0) > 0 AND FILL(inFlight, 0) == 0';
  const idle = `IF(FILL(deleted, 0) == 0 AND ((${untouched}) OR FILL(received, 0) > 0), 1, 0)`;
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
      of: 2,
    },
    {
      name: 'consecutive-failures',
      meaning: 'Tasks failed and none was done, three quarters of an hour long.',
      metric: math('IF(FILL(failed, 0) > 0 AND FILL(done, 0) == 0, 1, 0)', ended(minutes(15)), minutes(15)),
      above: 0,
      periods: 3,
      of: 4,
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
      meaning: 'For half an hour nobody took the tasks that wait, or they were taken and none was finished.',
      metric: math(idle, { visible, inFlight, received, deleted }, minutes(10)),
      above: 0,
      periods: 3,
      of: 4,
    },
    {
      name: 'backlog',
      meaning: 'More tasks wait than the whole fleet was sized for, an hour long.',
      metric: waiting,
      above: 20 * settings.maxWorkers * settings.tasksPerWorker,
      periods: 50,
      of: 60,
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
      metric: storedBytes(buckets, settings).growth,
      above: 1e12,
      of: 3,
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
