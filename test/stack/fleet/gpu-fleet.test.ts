import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { settingDescriptions } from '../../../gpu-worker/config.ts';
import { followSteps } from '../../../lib/fleet/fleet-scaling.ts';
import { ofType, one, type Synthesised, synthesise } from '../../helpers/stack/synth.ts';

const dockerfile = readFileSync(path.resolve(import.meta.dirname, '../../../gpu-worker/Dockerfile'), 'utf8');
const containerSchema = z.looseObject({ Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })) });

describe('the ECS fleet', () => {
  const { resources, template } = synthesise({ maxWorkers: 6, spotShare: 70, onDemandBase: 1 });

  it('mixes Spot and on-demand from zero', () => {
    expect(one(resources, 'AWS::AutoScaling::AutoScalingGroup')).toMatchObject({
      MinSize: '0',
      MaxSize: '6',
      NewInstancesProtectedFromScaleIn: true,
      MixedInstancesPolicy: {
        InstancesDistribution: {
          OnDemandBaseCapacity: 1,
          OnDemandPercentageAboveBaseCapacity: 30,
          SpotAllocationStrategy: 'price-capacity-optimized',
        },
        LaunchTemplate: {
          Overrides: [{ InstanceType: 'g6.xlarge' }, { InstanceType: 'g5.xlarge' }, { InstanceType: 'g4dn.xlarge' }],
        },
      },
    });
  });

  it('keeps containers from the instance: IMDSv2, one hop, encrypted disk, nothing comes in', () => {
    const data = one(resources, 'AWS::EC2::LaunchTemplate').LaunchTemplateData;
    expect(data).toMatchObject({
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: 'gp3' } }],
    });
    const group = one(resources, 'AWS::EC2::SecurityGroup');
    expect(group).not.toHaveProperty('SecurityGroupIngress');
    expect(group.SecurityGroupEgress).toMatchObject([{ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }]);
    expect(ofType(resources, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  it('drains on a Spot notice, and makes scratch of the NVMe disks', () => {
    const script = JSON.stringify(one(resources, 'AWS::EC2::LaunchTemplate'));
    expect(script).toContain('ECS_ENABLE_SPOT_INSTANCE_DRAINING=true');
    expect(script).toContain('ECS_CONTAINER_STOP_TIMEOUT=110s');
    expect(script).toContain('mkfs.xfs');
    expect(script.indexOf('mkfs.xfs')).toBeLessThan(script.indexOf('chown -R 10001:10001'));
  });

  it('runs one unprivileged worker a GPU', () => {
    expect(one(resources, 'AWS::ECS::TaskDefinition')).toMatchObject({
      NetworkMode: 'bridge',
      ContainerDefinitions: [
        {
          Command: ['serve'],
          User: '10001:10001',
          ReadonlyRootFilesystem: true,
          StopTimeout: 110,
          LinuxParameters: { InitProcessEnabled: true, Capabilities: { Drop: ['ALL'] } },
          ResourceRequirements: [{ Type: 'GPU', Value: '1' }],
          LogConfiguration: { LogDriver: 'awslogs' },
        },
      ],
    });
  });

  it('tells the worker what it reads, and no secret', () => {
    const [container] = z.array(containerSchema).parse(one(resources, 'AWS::ECS::TaskDefinition').ContainerDefinitions);
    const names = container?.Environment.map(({ Name }) => Name).filter((name) => name.startsWith('FACELINE_')) ?? [];
    const known = settingDescriptions.map(({ name }) => name);
    // The licence gate's setting, which the catalogue of models brings with it.
    known.push('FACELINE_USE');
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    expect(names.filter((name) => /SECRET|TOKEN|PASSWORD/.test(name))).toEqual([]);
  });

  it('is deployed with the minimum of workers, so that a first deploy waits for no GPU', () => {
    expect(one(resources, 'AWS::ECS::Service').DesiredCount).toBe(0);
    expect(one(synthesise({ minWorkers: 2 }).resources, 'AWS::ECS::Service').DesiredCount).toBe(2);
  });

  it('has its capacity before its service, and after it when both go', () => {
    const [service] = ofType(resources, 'AWS::ECS::Service');
    const [capacity] = ofType(resources, 'AWS::ECS::ClusterCapacityProviderAssociations');
    expect(service?.[1].DependsOn).toContain(capacity?.[0]);
  });

  it('loads the models it is told to at the start', () => {
    const own = synthesise({ preload: 'inswapper_128, yunet_2023_mar' }).resources;
    const [container] = z.array(containerSchema).parse(one(own, 'AWS::ECS::TaskDefinition').ContainerDefinitions);
    expect(container?.Environment).toContainEqual({ Name: 'FACELINE_PRELOAD', Value: 'inswapper_128,yunet_2023_mar' });
  });

  it('asks for a sign of life with patience: a machine under full load starts a process late', () => {
    const patient = { Timeout: 30, Interval: 60, Retries: 3 };
    expect(one(resources, 'AWS::ECS::TaskDefinition')).toMatchObject({
      ContainerDefinitions: [{ HealthCheck: patient }],
    });
    expect(dockerfile).toContain('HEALTHCHECK --interval=60s --timeout=30s --start-period=5m --retries=3');
  });

  it('has two ways out for S3: the free gateway endpoint, and no NAT', () => {
    expect(one(resources, 'AWS::EC2::VPCEndpoint').VpcEndpointType).toBe('Gateway');
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
  });
});

describe('scaling', () => {
  const { resources } = synthesise({ maxWorkers: 3 });
  const alarms = ofType(resources, 'AWS::CloudWatch::Alarm').filter(([id]) => id.startsWith('FleetScaling'));

  it('looks at visible, delayed and in-flight, on the way up and on the way down', () => {
    expect(alarms).toHaveLength(2);
    for (const [, { Properties }] of alarms) {
      const metrics = JSON.stringify(Properties.Metrics);
      for (const name of [
        'ApproximateNumberOfMessagesVisible',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ]) {
        expect(metrics).toContain(name);
      }
    }
  });

  it('goes up on one minute of three with work: the newest is always filled in, for SQS reports late', () => {
    const [, follow] = alarms.find(([id]) => id.includes('Follow')) ?? [];
    expect(follow?.Properties).toMatchObject({ Threshold: 1, DatapointsToAlarm: 1, EvaluationPeriods: 3 });
  });

  it('goes to the minimum only after 15 minutes in which nothing waits and nothing runs', () => {
    const [, rest] = alarms.find(([id]) => id.includes('Rest')) ?? [];
    expect(rest?.Properties).toMatchObject({
      Threshold: 0,
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      EvaluationPeriods: 15,
    });
    const policies = ofType(resources, 'AWS::ApplicationAutoScaling::ScalingPolicy').map(
      ([, { Properties }]) => Properties.StepScalingPolicyConfiguration,
    );
    const toZero = policies.filter((policy) => JSON.stringify(policy).includes('"ScalingAdjustment":0'));
    expect(toZero).toEqual([
      expect.objectContaining({ StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: 0 }] }),
    ]);
  });

  const workersFor = (backlog: number, ...limits: [number, number, number]): number | undefined =>
    followSteps(...limits).find(({ from, to }) => backlog - 1 >= from && (to === undefined || backlog - 1 < to))
      ?.workers;

  it.each([
    [1, 0, 4, 1, 1],
    [3, 0, 4, 1, 3],
    [400, 0, 4, 1, 4],
    [5, 0, 4, 5, 1],
    [6, 0, 4, 5, 2],
    [1, 2, 4, 1, 2],
    [7, 0, 50, 1, 9],
    [1000, 0, 50, 1, 50],
  ])('%i tasks with %i to %i workers, %i tasks each: %i workers', (backlog, min, max, each, workers) => {
    expect(workersFor(backlog, min, max, each)).toBe(workers);
  });

  it('never needs more steps than AWS takes, has no gap, and never takes the last worker', () => {
    for (const max of [1, 2, 19, 20, 21, 39, 60, 100]) {
      const steps = followSteps(0, max, 2);
      expect(steps.length).toBeLessThanOrEqual(20);
      expect(steps.map(({ to }) => to)).toEqual([...steps.slice(1).map(({ from }) => from), undefined]);
      expect(Math.min(...steps.map(({ workers }) => workers))).toBeGreaterThan(0);
      expect(steps.at(-1)?.workers).toBe(max);
    }
  });
});

describe('the way out', () => {
  const publicAddress = (resources: Synthesised['resources']) =>
    /"AssociatePublicIpAddress":(true|false)/.exec(JSON.stringify(one(resources, 'AWS::EC2::LaunchTemplate')))?.[1];

  it('has no public address behind a NAT or with endpoints', () => {
    const nat = synthesise({ network: 'nat' }).resources;
    expect(ofType(nat, 'AWS::EC2::NatGateway')).toHaveLength(1);
    expect(publicAddress(nat)).toBe('false');
    const endpoints = synthesise({ network: 'endpoints' }).resources;
    expect(ofType(endpoints, 'AWS::EC2::NatGateway')).toHaveLength(0);
    expect(ofType(endpoints, 'AWS::EC2::InternetGateway')).toHaveLength(0);
    expect(publicAddress(endpoints)).toBe('false');
    expect(publicAddress(synthesise().resources)).toBe('true');
  });
});
