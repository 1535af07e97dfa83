import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { idsIn, ofType, one, synthesise } from '../../helpers/stack/synth.ts';

describe('the Batch fleet', () => {
  const { resources } = synthesise({ fleet: 'batch', spotShare: 60 });
  const computeSchema = z.looseObject({ MaxvCpus: z.number() });

  it('runs the same image on one task, and again unless a setting is wrong', () => {
    expect(one(resources, 'AWS::Batch::JobDefinition')).toMatchObject({
      ContainerProperties: {
        Command: ['run', '--task', 'Ref::task'],
        ReadonlyRootFilesystem: true,
        User: '10001:10001',
      },
      RetryStrategy: {
        Attempts: 5,
        EvaluateOnExit: [{ Action: 'EXIT', OnExitCode: '78' }],
      },
    });
  });

  it('tries Spot before on-demand, both from zero', () => {
    const environments = ofType(resources, 'AWS::Batch::ComputeEnvironment').map(
      ([, { Properties }]) => Properties.ComputeResources,
    );
    expect(environments).toMatchObject([
      { Type: 'SPOT', MinvCpus: 0 },
      { Type: 'EC2', MinvCpus: 0 },
    ]);
  });

  it('never has more workers than may run at once, on both kinds of instances together', () => {
    const vCpus = (settings: Readonly<Record<string, unknown>>): readonly unknown[] =>
      ofType(synthesise({ fleet: 'batch', ...settings }).resources, 'AWS::Batch::ComputeEnvironment').map(
        ([, { Properties }]) => computeSchema.parse(Properties.ComputeResources).MaxvCpus,
      );
    expect(vCpus({ maxWorkers: 10, spotShare: 60 })).toEqual([24, 16]);
    expect(vCpus({ maxWorkers: 10, spotShare: 50, onDemandBase: 4 })).toEqual([12, 28]);
    expect(vCpus({ maxWorkers: 3, instanceTypes: 'g6.2xlarge,g5.2xlarge' })).toEqual([24]);
    expect(vCpus({ maxWorkers: 1, spotShare: 50 })).toEqual([4]);
  });

  it('takes the newest launch template: Batch would stay with the first', () => {
    const [template] = ofType(resources, 'AWS::EC2::LaunchTemplate');
    const environments = ofType(resources, 'AWS::Batch::ComputeEnvironment');
    expect(environments).toHaveLength(2);
    for (const [, { Properties }] of environments) {
      expect(Properties.ComputeResources).toMatchObject({
        LaunchTemplate: { Version: { 'Fn::GetAtt': [template?.[0], 'LatestVersionNumber'] } },
      });
    }
  });

  it('gives a job as long to stop as a worker of the service', () => {
    const script = JSON.stringify(one(resources, 'AWS::EC2::LaunchTemplate'));
    expect(script).toContain('ECS_CONTAINER_STOP_TIMEOUT=110s');
    expect(script).toContain('ECS_ENABLE_SPOT_INSTANCE_DRAINING=true');
  });

  it('says when no job can start, since the queue of tasks is empty by then', () => {
    const [, rule] = ofType(resources, 'AWS::Events::Rule').find(([id]) => id.startsWith('BatchBlocked')) ?? [];
    expect(rule?.Properties.EventPattern).toMatchObject({
      source: ['aws.batch'],
      'detail-type': ['Batch Job Queue Blocked'],
    });
    const [, alarm] = ofType(resources, 'AWS::CloudWatch::Alarm').find(([id]) => /blockedjobs/.test(id)) ?? [];
    expect(idsIn(alarm?.Properties.Dimensions)).toEqual([expect.stringMatching(/^BatchBlockedNotices/)]);
  });

  it('gets its tasks through a pipe, and has no ECS service', () => {
    expect(one(resources, 'AWS::Pipes::Pipe')).toMatchObject({
      TargetParameters: { BatchJobParameters: { Parameters: { task: '$.body' } } },
    });
    expect(ofType(resources, 'AWS::ECS::Service')).toEqual([]);
  });
});
