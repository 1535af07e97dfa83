import { Duration, Size, Stack, Validations } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from '../allow.ts';
import { EventCount } from '../event-count.ts';
import { logGroupOf } from '../log-group.ts';
import type { Network } from '../network.ts';
import type { Settings } from '../settings/settings.ts';
import { tellOutput } from '../tell-output.ts';
import { vCpusOf } from './instance-types.ts';
import {
  containerScratch,
  executionRole,
  hostScratch,
  type WorkerSurroundings,
  workerEnvironment,
  workerImage,
  workerUser,
} from './worker-container.ts';
import { batchUserData } from './worker-host.ts';

/** `run --task` exits with this when a setting is wrong (EX_CONFIG): another attempt would end the same way. */
const exitOfWrongSettings = 78;

/**
 * One AWS Batch job a task, for long films: the same image, `run --task` instead of `serve`. A pipe takes tasks from
 * the queue and submits jobs; a job that fails for good goes where dead tasks go, so it leaves a failed report too.
 */
export class BatchFleet extends Construct {
  readonly jobs: batch.JobQueue;
  /** Jobs that could not start; the queue of tasks is empty by then and shows nothing. */
  readonly blocked: EventCount;

  constructor(
    scope: Construct,
    id: string,
    network: Network,
    surroundings: WorkerSurroundings,
    undelivered: sqs.Queue,
  ) {
    super(scope, id);
    this.jobs = new batch.JobQueue(this, 'Jobs', {
      computeEnvironments: this.environments(network, surroundings),
    });
    const definition = this.jobDefinition(surroundings);
    this.submit(definition, surroundings);
    this.reportFailures(surroundings, undelivered);
    this.blocked = new EventCount(this, 'Blocked', {
      description: 'The next job cannot start: no capacity, a quota, or a mistake in the environment',
      eventPattern: {
        source: ['aws.batch'],
        detailType: ['Batch Job Queue Blocked'],
        detail: { jobQueue: [this.jobs.jobQueueArn] },
      },
    });
    tellOutput(this, 'JobQueueArn', this.jobs.jobQueueArn);
  }

  /** Spot first, then on-demand. */
  private environments(network: Network, { settings }: WorkerSurroundings): batch.OrderedComputeEnvironment[] {
    const role = new iam.Role(this, 'InstanceRole', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEC2ContainerServiceforEC2Role')],
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role]',
      reason:
        'Batch names its clusters itself and asks for this policy; containers cannot reach the role (hop limit 1).',
    });
    const template = new ec2.LaunchTemplate(this, 'Template', {
      userData: batchUserData(),
      requireImdsv2: true,
      httpPutResponseHopLimit: 1,
      associatePublicIpAddress: settings.network === 'public',
      securityGroup: network.workers,
      blockDevices: [
        { deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(settings.rootVolumeGb, { encrypted: true }) },
      ],
    });
    return workerShares(settings).map(({ spot, workers }, order) => {
      const computeEnvironment = new batch.ManagedEc2EcsComputeEnvironment(this, spot ? 'Spot' : 'OnDemand', {
        vpc: network.vpc,
        vpcSubnets: network.subnets,
        securityGroups: [network.workers],
        instanceRole: role,
        launchTemplate: template,
        instanceTypes: settings.instanceTypes.map((type) => new ec2.InstanceType(type)),
        useOptimalInstanceClasses: false,
        images: [{ imageType: batch.EcsMachineImageType.ECS_AL2023_NVIDIA }],
        spot,
        allocationStrategy: spot
          ? batch.AllocationStrategy.SPOT_PRICE_CAPACITY_OPTIMIZED
          : batch.AllocationStrategy.BEST_FIT_PROGRESSIVE,
        minvCpus: 0,
        // A job takes one GPU and so one instance; all types have the same number of vCPUs (settings-rules.ts).
        maxvCpus: workers * vCpusOf(settings.instanceTypes[0] ?? ''),
      });
      // Named by its number: Batch's own word for "newest" is read once, and a change would never arrive.
      environmentResource(computeEnvironment).addPropertyOverride(
        'ComputeResources.LaunchTemplate.Version',
        template.latestVersionNumber,
      );
      return { order: order + 1, computeEnvironment };
    });
  }

  private jobDefinition(surroundings: WorkerSurroundings): batch.EcsJobDefinition {
    const { settings, scope } = surroundings;
    const linuxParameters = new batch.LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.addTmpfs({ containerPath: '/tmp', size: Size.mebibytes(256) });
    const logGroup = logGroupOf(this, 'Log', settings);
    tellOutput(this, 'WorkerLogs', logGroup.logGroupName);
    return new batch.EcsJobDefinition(this, 'Task', {
      parameters: { task: '{}' },
      timeout: Duration.hours(24),
      retryAttempts: 5,
      // What no rule names is tried again: 75, a process that died (134, 139), a reclaimed host, an image that was not
      // pulled. A task that cannot succeed ends in a report and exit code 0.
      retryStrategies: [
        batch.RetryStrategy.of(batch.Action.EXIT, batch.Reason.custom({ onExitCode: String(exitOfWrongSettings) })),
      ],
      container: new batch.EcsEc2ContainerDefinition(this, 'Worker', {
        image: workerImage(this, settings),
        command: ['run', '--task', 'Ref::task'],
        environment: workerEnvironment(surroundings),
        cpu: 4,
        gpu: 1,
        memory: Size.gibibytes(14),
        jobRole: scope.worker,
        executionRole: executionRole(this),
        user: `${workerUser}:${workerUser}`,
        readonlyRootFilesystem: true,
        linuxParameters,
        logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'job', logGroup }),
        volumes: [batch.EcsVolume.host({ name: 'scratch', hostPath: hostScratch, containerPath: containerScratch })],
      }),
    });
  }

  private submit(definition: batch.EcsJobDefinition, { queue }: WorkerSurroundings): void {
    const role = new iam.Role(this, 'PipeRole', { assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com') });
    allow(role, {
      sid: 'TakeTasks',
      reason: 'One queue.',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [queue.tasks.queueArn],
    });
    // The definition's revision is part of its ARN, and Batch asks for the right on both forms.
    const family = Stack.of(this).formatArn({
      service: 'batch',
      resource: 'job-definition',
      resourceName: `${definition.jobDefinitionName}:*`,
    });
    allow(role, {
      sid: 'SubmitJobs',
      reason: 'Any revision of one job definition, to one job queue.',
      actions: ['batch:SubmitJob'],
      resources: [this.jobs.jobQueueArn, definition.jobDefinitionArn, family],
    });
    new pipes.CfnPipe(this, 'Submit', {
      roleArn: role.roleArn,
      source: queue.tasks.queueArn,
      sourceParameters: { sqsQueueParameters: { batchSize: 1 } },
      target: this.jobs.jobQueueArn,
      targetParameters: {
        batchJobParameters: {
          jobDefinition: definition.jobDefinitionArn,
          jobName: 'faceline-task',
          parameters: { task: '$.body' },
        },
      },
    });
  }

  private reportFailures({ queue }: WorkerSurroundings, undelivered: sqs.Queue): void {
    new events.Rule(this, 'Failed', {
      description: 'A job failed for good: its task goes to the dead tasks, and from there to a failed report',
      eventPattern: {
        source: ['aws.batch'],
        detailType: ['Batch Job State Change'],
        detail: { status: ['FAILED'], jobQueue: [this.jobs.jobQueueArn] },
      },
      targets: [
        new targets.SqsQueue(queue.deadTasks, {
          deadLetterQueue: undelivered,
          message: events.RuleTargetInput.fromEventPath('$.detail.parameters.task'),
        }),
      ],
    });
  }
}

/** Batch knows an order of environments and no percentage: each gets its share of the most workers. */
function workerShares({ maxWorkers, onDemandBase, spotShare }: Settings) {
  const onSpot = Math.round(((maxWorkers - onDemandBase) * spotShare) / 100);
  return [
    { spot: true, workers: onSpot },
    { spot: false, workers: maxWorkers - onSpot },
  ].filter(({ workers }) => workers > 0);
}

function environmentResource(environment: batch.ManagedEc2EcsComputeEnvironment): batch.CfnComputeEnvironment {
  const resource = environment.node.defaultChild;
  if (!(resource instanceof batch.CfnComputeEnvironment)) throw new Error(`${environment.node.path} has no resource.`);
  return resource;
}
