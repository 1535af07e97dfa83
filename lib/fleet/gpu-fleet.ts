import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards, allow } from '../allow.ts';
import { logGroupOf } from '../log-group.ts';
import type { Network } from '../network.ts';
import { tellOutput } from '../tell-output.ts';
import { FleetScaling } from './fleet-scaling.ts';
import {
  containerScratch,
  executionRole,
  hostScratch,
  stopTimeoutS,
  type WorkerSurroundings,
  workerEnvironment,
  workerImage,
  workerUser,
} from './worker-container.ts';
import { hostUserData } from './worker-host.ts';

/** How a container is asked for a sign of life: a machine under full load starts a process late. */
const healthCheck: ecs.HealthCheck = {
  command: ['CMD', 'node', 'gpu-worker/check-health.ts'],
  interval: Duration.seconds(60),
  timeout: Duration.seconds(30),
  startPeriod: Duration.minutes(5),
  retries: 3,
};

/**
 * Long-lived GPU workers: an ECS service on a mixed Spot/on-demand group that is empty while nothing waits. Each
 * worker has one GPU, keeps its models loaded, and protects itself from scale-in while a task runs (through the
 * agent's `$ECS_AGENT_URI`, which is why its role may update task protection in this cluster).
 */
export class GpuFleet extends Construct {
  readonly cluster: ecs.Cluster;
  readonly service: ecs.Ec2Service;

  constructor(scope: Construct, id: string, network: Network, surroundings: WorkerSurroundings) {
    super(scope, id);
    const { settings } = surroundings;
    this.cluster = new ecs.Cluster(this, 'Cluster', {
      vpc: network.vpc,
      containerInsightsV2: settings.alarms === 'all' ? ecs.ContainerInsights.ENABLED : ecs.ContainerInsights.DISABLED,
    });
    if (settings.alarms === 'basic') {
      Validations.of(this.cluster).acknowledge({
        id: 'AwsSolutions-ECS4',
        reason: 'Container Insights costs by the metric, and alarms=basic asks for what is cheap.',
      });
    }
    const capacity = new ecs.AsgCapacityProvider(this, 'Capacity', {
      autoScalingGroup: this.instances(network, surroundings),
      // An instance with a task on it is never chosen; an empty one leaves after 15 minutes.
      enableManagedTerminationProtection: true,
      targetCapacityPercent: 100,
    });
    this.cluster.addAsgCapacityProvider(capacity);
    this.service = new ecs.Ec2Service(this, 'Workers', {
      cluster: this.cluster,
      taskDefinition: this.taskDefinition(surroundings),
      // Absent it is 1 at first: a deploy that waits for a GPU, and rolls back where the account has none (ADR 9).
      desiredCount: settings.minWorkers,
      capacityProviderStrategies: [{ capacityProvider: capacity.capacityProviderName, weight: 1 }],
      // A new version replaces idle workers first and needs no second GPU; protected ones finish their task.
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      circuitBreaker: { enable: true, rollback: true },
      enableECSManagedTags: true,
    });
    // CloudFormation sees no order between them, and ECS wants the capacity first and gone last.
    this.service.node.addDependency(this.cluster);
    new FleetScaling(this, 'Scaling', this.service, surroundings);
    this.allowProtection(surroundings);
    tellOutput(this, 'Cluster', this.cluster.clusterName);
    tellOutput(this, 'Service', this.service.serviceName);
  }

  private instances(network: Network, { settings }: WorkerSurroundings): autoscaling.AutoScalingGroup {
    const role = new iam.Role(this, 'InstanceRole', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: 'The instance: joins its cluster and pulls images. Containers cannot reach it.',
    });
    const template = new ec2.LaunchTemplate(this, 'Template', {
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.GPU),
      userData: hostUserData(),
      role,
      securityGroup: network.workers,
      requireImdsv2: true,
      httpPutResponseHopLimit: 1,
      associatePublicIpAddress: settings.network === 'public',
      detailedMonitoring: true,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs(settings.rootVolumeGb, {
            encrypted: true,
            volumeType: ec2.EbsDeviceVolumeType.GP3,
          }),
        },
      ],
    });
    const group = new autoscaling.AutoScalingGroup(this, 'Instances', {
      vpc: network.vpc,
      vpcSubnets: network.subnets,
      minCapacity: 0,
      maxCapacity: settings.maxWorkers,
      mixedInstancesPolicy: {
        launchTemplate: template,
        launchTemplateOverrides: settings.instanceTypes.map((type) => ({ instanceType: new ec2.InstanceType(type) })),
        instancesDistribution: {
          onDemandBaseCapacity: settings.onDemandBase,
          onDemandPercentageAboveBaseCapacity: 100 - settings.spotShare,
          spotAllocationStrategy: autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
        },
      },
      cooldown: Duration.minutes(1),
      newInstancesProtectedFromScaleIn: true,
    });
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-AS3',
      reason: 'A fleet from zero scales all day; alarms tell when it does not do its work.',
    });
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-EC26',
      reason:
        'The rule cannot read through the launch template, whose one volume is encrypted (a template test looks).',
    });
    acknowledgeWildcards(role, "The ECS agent's registration calls have no resources; written by the CDK.", [
      'Action::ecs:Submit*',
      'Resource::*',
    ]);
    return group;
  }

  private taskDefinition(surroundings: WorkerSurroundings): ecs.Ec2TaskDefinition {
    const { settings, scope } = surroundings;
    const definition = new ecs.Ec2TaskDefinition(this, 'Task', {
      networkMode: ecs.NetworkMode.BRIDGE,
      taskRole: scope.worker,
      executionRole: executionRole(this),
      volumes: [{ name: 'scratch', host: { sourcePath: hostScratch } }],
    });
    const linuxParameters = new ecs.LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(ecs.Capability.ALL);
    linuxParameters.addTmpfs({ containerPath: '/tmp', size: 256, mountOptions: [ecs.TmpfsMountOption.NOSUID] });
    const logGroup = logGroupOf(this, 'Log', settings);
    tellOutput(this, 'WorkerLogs', logGroup.logGroupName);
    const container = definition.addContainer('worker', {
      image: workerImage(this, settings),
      command: ['serve'],
      environment: workerEnvironment(surroundings),
      // Of the 16 GiB of the smallest GPU instances; the rest is the page cache's.
      memoryReservationMiB: 12_288,
      gpuCount: 1,
      user: `${workerUser}:${workerUser}`,
      readonlyRootFilesystem: true,
      linuxParameters,
      stopTimeout: Duration.seconds(stopTimeoutS),
      healthCheck,
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'worker', logGroup }),
    });
    container.addMountPoints({ sourceVolume: 'scratch', containerPath: containerScratch, readOnly: false });
    Validations.of(definition).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'Names of queues, buckets and roles, which change with the stack; no secret among them.',
    });
    return definition;
  }

  /** A policy of its own, so that the worker's role is the same with and without this fleet. */
  private allowProtection({ scope }: WorkerSurroundings): void {
    const policy = new iam.Policy(this, 'Protection', { roles: [scope.worker] });
    allow(policy, {
      sid: 'ProtectFromScaleIn',
      reason: 'A task protects itself; its id is known only when it runs. Tasks of this cluster only.',
      actions: ['ecs:GetTaskProtection', 'ecs:UpdateTaskProtection'],
      resources: [
        Stack.of(this).formatArn({ service: 'ecs', resource: 'task', resourceName: `${this.cluster.clusterName}/*` }),
      ],
    });
  }
}
