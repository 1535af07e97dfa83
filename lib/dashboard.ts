import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { functionMetric, type Watched } from './alarm-list.ts';
import { backlog } from './fleet/fleet-scaling.ts';
import { storedBytes } from './storage-size.ts';
import { tellOutput } from './tell-output.ts';

/** One page: does it work, how fast, what waits, what was lost. */
export function operationsDashboard(
  scope: Construct,
  { settings, buckets, queue, intake, delivery, spot }: Watched,
): void {
  const notify = (name: string, statistic: string, label: string) =>
    functionMetric(settings, 'notify', name, { statistic, period: Duration.minutes(15), label });
  const graph = (title: string, left: cloudwatch.IMetric[], unit?: string) =>
    new cloudwatch.GraphWidget({
      title,
      left,
      width: 8,
      height: 6,
      leftYAxis: { min: 0, ...(unit === undefined ? {} : { label: unit }) },
    });
  const dashboard = new cloudwatch.Dashboard(scope, 'Dashboard', { dashboardName: `faceline-${settings.stage}` });
  dashboard.addWidgets(
    graph('Tasks ended', [
      notify('TasksDone', 'Sum', 'done'),
      notify('TasksFailed', 'Sum', 'failed'),
      notify('TasksRefused', 'Sum', 'refused'),
    ]),
    graph(
      'Processing time',
      [notify('ProcessingSeconds', 'Average', 'mean'), notify('ProcessingSeconds', 'p95', 'p95')],
      's',
    ),
    graph('Frames per second', [
      notify('FramesPerSecond', 'Average', 'mean'),
      notify('FramesPerSecond', 'p10', 'slowest tenth'),
    ]),
  );
  dashboard.addWidgets(
    graph('Inference share of wall time', [notify('InferenceShare', 'Average', 'mean')], '%'),
    graph('Tasks waiting and running', [backlog(queue)]),
    graph(
      'Age of the oldest message',
      [
        queue.tasks.metricApproximateAgeOfOldestMessage({ label: 'tasks' }),
        intake.uploads.metricApproximateAgeOfOldestMessage({ label: 'uploads' }),
        delivery.reports.metricApproximateAgeOfOldestMessage({ label: 'reports' }),
      ],
      's',
    ),
  );
  const deep = [
    intake.undelivered,
    intake.deadUploads,
    queue.deadTasks,
    queue.last,
    delivery.deadReports,
    delivery.undeliveredNotices,
  ];
  const stored = storedBytes(buckets, settings);
  dashboard.addWidgets(
    graph(
      'Dead letters',
      deep.map((dead) => dead.metricApproximateNumberOfMessagesVisible({ label: dead.node.id })),
    ),
    graph('Storage', [stored.input, stored.output], 'bytes'),
    ...(spot === undefined ? [] : [graph('Spot interruptions', [spot.metric])]),
  );
  tellOutput(scope, 'Dashboard', dashboard.dashboardName);
}
