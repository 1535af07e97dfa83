import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { synthesise } from '../helpers/stack/synth.ts';

const variants: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'the defaults': {},
  'AWS Batch, on-demand and Spot, behind a NAT': { fleet: 'batch', spotShare: 50, network: 'nat' },
  'a key, endpoints only, e-mails and a webhook': {
    encryption: 'kms',
    network: 'endpoints',
    alarmEmail: 'a@example.com',
    noticeEmail: 'b@example.com',
    webhookUrl: 'https://example.com/hook',
  },
  'CloudFront, CORS, a replica, kept photos': {
    cdn: true,
    cdnKeyGroupId: 'group',
    cdnPublicKeyId: 'K1',
    cdnPrivateKeySecret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-abc',
    corsOrigins: 'https://app.example.com',
    region: 'eu-central-1',
    replicaRegion: 'eu-west-1',
    personRetentionDays: 0,
    outputRetentionDays: 90,
  },
  'an image that the CDK builds': { workerImage: undefined },
  'AWS Batch and an image that the CDK builds': { fleet: 'batch', workerImage: undefined },
  'an image of another registry': { workerImage: 'ghcr.io/a/b:1' },
  'CloudFront and a key': {
    encryption: 'kms',
    cdn: true,
    cdnKeyGroupId: 'group',
    cdnPublicKeyId: 'K1',
    cdnPrivateKeySecret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-abc',
  },
  'workers and basic alarms': { alarms: 'basic' },
  'no fleet, basic alarms': { fleet: 'none', alarms: 'basic', synthesizer: 'cli', stage: 'test' },
};

describe('AwsSolutions of cdk-nag, which runs with every synth', () => {
  it.each(Object.entries(variants))('finds nothing that is not reasoned away with %s', (_, settings) => {
    expect(() => synthesise(settings)).not.toThrow();
  });

  it.each(Object.entries(variants))('and the CDK warns of nothing with %s', (_, settings) => {
    expect(synthesise(settings).warnings).toEqual([]);
  });

  it('would find a public bucket', () => {
    const { app } = synthesise({ fleet: 'none', stage: 'planted' });
    new Bucket(app.main, 'Planted');
    const { violations } = new AwsSolutionsChecks(app).validateScope(app.main);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual(['AwsSolutions-S1', 'AwsSolutions-S10']);
  });
});
