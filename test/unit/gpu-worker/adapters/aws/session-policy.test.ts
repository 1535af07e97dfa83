import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { mostPolicyCharacters, sessionPolicy } from '../../../../../gpu-worker/adapters/aws/session-policy.ts';
import { stsTaskScope } from '../../../../../gpu-worker/adapters/aws/sts-task-scope.ts';
import { taskGrants } from '../../../../../gpu-worker/task-grants.ts';
import { sampleTask } from '../../../../helpers/tasks/sample-task.ts';

const region = 'eu-central-1';
const kmsKeyArn = `arn:aws:kms:${region}:111122223333:key/11111111-2222-3333-4444-555555555555`;
const policySchema = z.object({
  Statement: z.array(z.looseObject({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() })),
});
const statementsOf = (text: string) => policySchema.parse(JSON.parse(text)).Statement;
const keyOf = (file: string): string => `videos/input/u123/202504051423/${file}`;

describe('the session policy of a task', () => {
  it('names the source, the photos and the output folder, and nothing else', () => {
    const task = sampleTask({ bucket: 'in', outputBucket: 'out' });
    const statements = statementsOf(sessionPolicy(taskGrants(task), { region }));
    expect(statements.flatMap(({ Resource }) => Resource)).toEqual([
      `arn:aws:s3:::in/${task.source.key}`,
      'arn:aws:s3:::in/persons/anna/*',
      'arn:aws:s3:::in',
      `arn:aws:s3:::out/${task.output.prefix}*`,
      'arn:aws:s3:::out',
    ]);
  });

  it('lets photos of faces be read that an identity map looks for, and not their folder', () => {
    const task = sampleTask({ bucket: 'in' });
    const looking = { target: { photo: 'persons/bert/1.jpg' }, source: 'keep' } as const;
    const text = sessionPolicy(taskGrants({ ...task, identities: [...task.identities, looking] }), { region });
    expect(text).toContain('"arn:aws:s3:::in/persons/bert/1.jpg"');
    expect(text).not.toContain('persons/bert/*');
  });

  it('asks for no tagging, no listing of uploads, and no wildcard action', () => {
    const actions = statementsOf(sessionPolicy(taskGrants(sampleTask()), { region, kmsKeyArn })).flatMap(
      ({ Action }) => Action,
    );
    expect(actions.filter((action) => /Tagging|ListBucketMultipartUploads|\*/.test(action))).toEqual([]);
  });

  it('lists only below a prefix, and uses the key through S3 only', () => {
    for (const statement of statementsOf(sessionPolicy(taskGrants(sampleTask()), { region, kmsKeyArn }))) {
      const actions = [statement.Action].flat();
      if (actions.includes('s3:ListBucket')) expect(statement.Condition).toHaveProperty('StringLike');
      if (actions.includes('kms:Decrypt')) {
        expect(statement.Condition).toEqual({ StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } });
      }
    }
  });

  it('has the characters that STS takes, and names the same key', () => {
    const key = keyOf('日本語 🙂 ü "quoted" \\ 100%.mp4');
    const text = sessionPolicy(taskGrants(sampleTask({ key })), { region });
    expect(text).toMatch(/^[\u0020-\u00ff]+$/);
    expect(statementsOf(text)[0]?.Resource).toContain(`arn:aws:s3:::media/${key}`);
  });

  it('fits with long keys and a key of KMS, and says so when it does not', () => {
    const fits = sampleTask({
      key: keyOf(`${'x'.repeat(600)}.mp4`),
      bucket: 'b'.repeat(63),
      outputBucket: 'c'.repeat(63),
    });
    expect(sessionPolicy(taskGrants(fits), { region, kmsKeyArn }).length).toBeLessThanOrEqual(mostPolicyCharacters);
    const tooLong = sampleTask({ key: keyOf(`${'ü'.repeat(490)}日${'本'.repeat(1)}.mp4`) });
    const unicode = sampleTask({ key: keyOf(`${'語'.repeat(320)}.mp4`) });
    expect(sessionPolicy(taskGrants(tooLong), { region }).length).toBeLessThanOrEqual(mostPolicyCharacters);
    expect(() => sessionPolicy(taskGrants(unicode), { region })).toThrow(
      /session policy of \d+ characters; AWS takes 2048/,
    );
  });

  it.each([
    ['cn-north-1', 'arn:aws-cn:'],
    ['us-gov-west-1', 'arn:aws-us-gov:'],
  ])('knows the partition of %s', (where, start) => {
    expect(JSON.stringify(statementsOf(sessionPolicy(taskGrants(sampleTask()), { region: where }))[0])).toContain(
      start,
    );
  });
});

describe('a scope by STS', () => {
  it('never asks for more than the hour that a role gets from a role', async () => {
    const asked: unknown[] = [];
    const sts = new STSClient({ region, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    sts.middlewareStack.add(
      () => (request) => {
        asked.push(request.input);
        const Credentials = {
          AccessKeyId: 'k',
          SecretAccessKey: 's',
          SessionToken: 't',
          Expiration: new Date(Date.now() + 3.6e6),
        };
        return Promise.resolve({ output: { $metadata: {}, Credentials }, response: {} });
      },
      { step: 'initialize' },
    );
    const task = sampleTask();
    const scope = stsTaskScope(sts, { dataRoleArn: 'arn:aws:iam::1:role/data', objects: { region }, region });
    await (await scope.open(task)).close();
    expect(asked).toEqual([
      expect.objectContaining({
        DurationSeconds: 3600,
        RoleSessionName: `faceline-${task.taskId}`,
        Policy: expect.any(String),
      }),
    ]);
  });
});
