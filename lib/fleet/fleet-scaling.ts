import { Duration } from 'aws-cdk-lib';
import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { TaskQueue } from '../task-queue.ts';
import type { WorkerSurroundings } from './worker-container.ts';

/** One step: from so much backlog on (above the alarm's threshold), so many workers. */
export interface Step {
  readonly from: number;
  readonly to: number | undefined;
  readonly workers: number;
}

/** What waits, is delayed and is worked on. A silent metric is an empty queue. */
export function backlog(queue: TaskQueue): cloudwatch.MathExpression {
  const options = { period: Duration.minutes(1), statistic: 'Maximum' };
  return new cloudwatch.MathExpression({
    expression: 'FILL(visible, 0) + FILL(inFlight, 0) + FILL(delayed, 0)',
    usingMetrics: {
      visible: queue.tasks.metricApproximateNumberOfMessagesVisible(options),
      inFlight: queue.tasks.metricApproximateNumberOfMessagesNotVisible(options),
      delayed: queue.tasks.metricApproximateNumberOfMessagesDelayed(options),
    },
    period: Duration.minutes(1),
    label: 'tasks waiting and running',
  });
}

/**
 * The backlog, or 1 in a minute in which intake ran. SQS stops reporting after six idle hours and may take a quarter of
 * an hour to begin again; Lambda reports at once, so the first upload of the morning starts the first worker.
 */
export function demand(queue: TaskQueue, intake: lambda.IFunction): cloudwatch.MathExpression {
  const { expression, usingMetrics, period } = backlog(queue);
  return new cloudwatch.MathExpression({
    expression: `MAX([${expression}, IF(FILL(intake, 0) > 0, 1, 0)])`,
    usingMetrics: { ...usingMetrics, intake: intake.metricInvocations({ period: Duration.minutes(1) }) },
    period,
    label: 'demand',
  });
}

/**
 * 0 → N → 0 on the backlog. Above zero the number of workers follows the backlog in exact steps, up and down; a busy
 * worker protects itself, so going down takes idle ones. Only a backlog empty for `idleMinutes` goes to the
 * minimum: tasks in flight count, so the last long film never loses its worker.
 */
export class FleetScaling extends Construct {
  constructor(scope: Construct, id: string, service: ecs.BaseService, surroundings: WorkerSurroundings) {
    super(scope, id);
    const { settings, queue, intake } = surroundings;
    const { minWorkers, maxWorkers, tasksPerWorker } = settings;
    const target = new scaling.ScalableTarget(this, 'Target', {
      serviceNamespace: scaling.ServiceNamespace.ECS,
      resourceId: `service/${service.cluster.clusterName}/${service.serviceName}`,
      scalableDimension: 'ecs:service:DesiredCount',
      minCapacity: minWorkers,
      maxCapacity: maxWorkers,
    });
    this.policy('Follow', target, followSteps(minWorkers, maxWorkers, tasksPerWorker), {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      // One of the last three: SQS reports late, and until then the newest minute is the zero that FILL puts there.
      evaluationPeriods: 3,
      datapointsToAlarm: 1,
      metric: demand(queue, intake),
    });
    this.policy('Rest', target, [{ from: Number.NEGATIVE_INFINITY, to: 0, workers: minWorkers }], {
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 0,
      evaluationPeriods: settings.idleMinutes,
      metric: demand(queue, intake),
    });
  }

  private policy(
    id: string,
    target: scaling.ScalableTarget,
    steps: readonly Step[],
    alarm: cloudwatch.AlarmProps,
  ): void {
    const policy = new scaling.CfnScalingPolicy(this, id, {
      policyName: `${this.node.path}/${id}`,
      policyType: 'StepScaling',
      scalingTargetId: target.scalableTargetId,
      stepScalingPolicyConfiguration: {
        adjustmentType: 'ExactCapacity',
        metricAggregationType: 'Maximum',
        cooldown: 60,
        stepAdjustments: steps.map(({ from, to, workers }) => ({
          scalingAdjustment: workers,
          ...(Number.isFinite(from) ? { metricIntervalLowerBound: from } : {}),
          ...(to === undefined ? {} : { metricIntervalUpperBound: to }),
        })),
      },
    });
    new cloudwatch.Alarm(this, `${id}Alarm`, {
      ...alarm,
      alarmDescription: 'Moves the number of workers; in alarm is no fault',
    }).addAlarmAction({ bind: () => ({ alarmActionArn: policy.attrArn }) });
  }
}

/** AWS allows 20 steps a policy: beyond, each step is wider. Bounds count from the alarm's threshold, 1. */
export function followSteps(minWorkers: number, maxWorkers: number, tasksPerWorker: number): readonly Step[] {
  const stride = Math.ceil(maxWorkers / 20);
  const steps: Step[] = [];
  for (let workers = stride; workers < maxWorkers + stride; workers += stride) {
    const last = workers >= maxWorkers;
    steps.push({
      from: (workers - stride) * tasksPerWorker,
      to: last ? undefined : workers * tasksPerWorker,
      workers: Math.max(Math.min(workers, maxWorkers), minWorkers),
    });
  }
  return steps;
}
