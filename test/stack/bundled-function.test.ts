import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { idsIn, ofType, synthesise } from '../helpers/stack/synth.ts';

const { resources } = synthesise();
const functions = ofType(resources, 'AWS::Lambda::Function');

describe('Lambdas', () => {
  it('are intake, dead-letter and notify, and no hidden one', () => {
    expect(functions.map(([id]) => id.replace(/Function.*$/, ''))).toEqual([
      'Intake',
      'DeadLetterHandler',
      'DeliveryNotify',
    ]);
  });

  it.each(functions.map(([id, { Properties }]) => ({ id, Properties })))(
    '$id runs on Node 24, ARM64, reserved, traced',
    ({ Properties }) => {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        ReservedConcurrentExecutions: 5,
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    },
  );

  it('hand back failed messages one by one, and poll no faster than they may run', () => {
    const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(3);
    for (const [, { Properties }] of mappings) {
      expect(Properties).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 5 },
        BatchSize: 10,
      });
    }
  });

  it('have six of their timeouts until a message shows again', () => {
    for (const [, mapping] of ofType(resources, 'AWS::Lambda::EventSourceMapping')) {
      const [queueId = ''] = idsIn(mapping.Properties.EventSourceArn);
      const [functionId = ''] = idsIn(mapping.Properties.FunctionName);
      const visibility = z.number().parse(resources[queueId]?.Properties.VisibilityTimeout);
      const timeout = z.number().parse(resources[functionId]?.Properties.Timeout);
      expect(visibility).toBeGreaterThanOrEqual(6 * timeout);
    }
  });

  it('reserve nothing where the account has nothing to reserve', () => {
    const own = synthesise({ lambdaConcurrency: 0, fleet: 'none' }).resources;
    for (const [, { Properties }] of ofType(own, 'AWS::Lambda::Function')) {
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });
});

describe('no custom resource', () => {
  it.each([{}, { fleet: 'batch', network: 'nat' }, { fleet: 'none', stage: 'test', encryption: 'kms' }])(
    'with %o',
    (settings) => {
      const types = Object.values(synthesise(settings).resources).map(({ Type }) => Type);
      expect(
        types.filter((type) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource'),
      ).toEqual([]);
    },
  );
});

describe('rules', () => {
  it('hear all ways an object is made, and restored ones', () => {
    const [, rule] = ofType(resources, 'AWS::Events::Rule').find(([id]) => id.startsWith('IntakeUploaded')) ?? [];
    expect(rule?.Properties.EventPattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created', 'Object Restore Completed'],
      detail: { object: { key: [{ prefix: 'videos/input/' }, { prefix: 'images/input/' }, { prefix: 'jobs/' }] } },
    });
  });

  it('hear reports by their name', () => {
    const [, rule] = ofType(resources, 'AWS::Events::Rule').find(([id]) => id.startsWith('DeliveryReported')) ?? [];
    expect(rule?.Properties.EventPattern).toMatchObject({ detail: { object: { key: [{ suffix: '/report.json' }] } } });
  });
});
