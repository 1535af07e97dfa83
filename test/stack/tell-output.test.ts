import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type StackOutput, stackOutputs } from '../../contract/stack-outputs.ts';
import { synthesise } from '../helpers/stack/synth.ts';

const outputsSchema = z.record(
  z.string(),
  z.strictObject({ Value: z.unknown(), Description: z.string().min(20).max(1024) }),
);

function outputsOf(settings: Readonly<Record<string, unknown>>) {
  const { app } = synthesise(settings);
  const templates = app.synth().stacks.map(({ template }) => z.looseObject({ Outputs: z.unknown() }).parse(template));
  return Object.assign({}, ...templates.map(({ Outputs }) => outputsSchema.parse(Outputs)));
}

const always: readonly StackOutput[] = [
  ...(['InputBucket', 'OutputBucket', 'ModelBucket', 'UploadsQueue', 'TasksQueue', 'NoticesTopic'] as const),
  ...(['LastQueueArn', 'DeadUploadsQueueArn', 'DeadReportsQueueArn', 'AlarmsTopic'] as const),
  ...(['WorkerRole', 'DataRole'] as const),
];
const cdn = {
  ...{ cdn: true, cdnKeyGroupId: 'g', cdnPublicKeyId: 'k' },
  cdnPrivateKeySecret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:k-abcdef',
};
const variants: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly StackOutput[]])[] = [
  ['without a fleet', { fleet: 'none', alarms: 'basic' }, []],
  ['on ECS', {}, ['Dashboard', 'WorkerLogs', 'Cluster', 'Service']],
  ['on AWS Batch', { fleet: 'batch' }, ['Dashboard', 'WorkerLogs', 'JobQueueArn']],
  [
    'with webhook, CDN and replica',
    {
      fleet: 'none',
      webhookUrl: 'https://example.com/hook',
      ...cdn,
      region: 'eu-central-1',
      replicaRegion: 'eu-west-1',
    },
    ['Dashboard', 'WebhookSecretArn', 'CdnDomain', 'ReplicaBucket'],
  ],
];

describe('outputs have plain names, and each says what it is', () => {
  test.each(variants)('%s', (_, settings, more) => {
    const outputs = outputsOf(settings);
    expect(Object.keys(outputs).sort()).toEqual([...always, ...more].sort());
    for (const name of [...always, ...more]) expect(outputs[name].Description, name).toBe(stackOutputs[name]);
  });

  test('none of the table is never told', () => {
    const told = new Set(variants.flatMap(([, , more]) => [...always, ...more]));
    expect([...told].sort()).toEqual(Object.keys(stackOutputs).sort());
  });
});
