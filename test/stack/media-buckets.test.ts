import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { idsIn, ofType, type Resource, statementsOf, synthesise } from '../helpers/stack/synth.ts';

const { resources, template } = synthesise();
const buckets = ofType(resources, 'AWS::S3::Bucket');
const named = (part: string, from = resources): Resource => {
  const [, bucket] = ofType(from, 'AWS::S3::Bucket').find(([id]) => id.startsWith(`Media${part}`)) ?? [];
  if (bucket === undefined) throw new Error(`No bucket ${part}.`);
  return bucket;
};
const cdn = {
  cdn: true,
  cdnKeyGroupId: 'group',
  cdnPublicKeyId: 'K1',
  cdnPrivateKeySecret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-abc',
  fleet: 'none',
};
const rulesSchema = z.array(
  z.looseObject({ Id: z.string(), Prefix: z.string().optional(), Status: z.literal('Enabled') }),
);
const rulesOf = (bucket: Resource) =>
  rulesSchema.parse(z.object({ Rules: z.unknown() }).parse(bucket.Properties.LifecycleConfiguration).Rules);

describe('every bucket', () => {
  it.each(buckets.map(([id, bucket]) => ({ id, bucket })))(
    '$id is private, encrypted and owner-enforced',
    ({ bucket }) => {
      expect(bucket.Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      });
    },
  );

  it.each(buckets.map(([id]) => ({ id })))('$id refuses plain http', ({ id }) => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: id },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });
});

describe('input, output and models', () => {
  it.each(['Input', 'Output', 'Models'])('%s is versioned and logs who reads it', (part) => {
    const { Properties } = named(part);
    expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(idsIn(Properties.LoggingConfiguration)[0]).toMatch(/^MediaAccessLogs/);
  });

  it.each(['Input', 'Output'])('%s sends its events to EventBridge by its own property', (part) => {
    expect(named(part).Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  it.each(['Input', 'Output', 'Models'])('%s drops old versions and unfinished uploads', (part) => {
    expect(rulesOf(named(part))).toContainEqual(
      expect.objectContaining({
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
      }),
    );
  });

  it('cools uploads down: tier at 7, archive at 30', () => {
    const rules = rulesOf(named('Input')).filter(({ Id }) => Id.startsWith('cool'));
    expect(rules.map(({ Prefix }) => Prefix)).toEqual(['videos/input/', 'images/input/']);
    for (const rule of rules) {
      expect(rule.Transitions).toEqual([
        { StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 7 },
        { StorageClass: 'GLACIER', TransitionInDays: 30 },
      ]);
      expect(rule).not.toHaveProperty('ExpirationInDays');
    }
  });

  it("forgets persons' photos after 30 days, and never archives them", () => {
    const rules = rulesOf(named('Input')).filter(({ Prefix }) => Prefix === 'persons/');
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({ ExpirationInDays: 30 });
    expect(rules[0]).not.toHaveProperty('Transitions');
  });

  it('forgets manifests, which name persons, as soon as their photos', () => {
    const rules = rulesOf(named('Input')).filter(({ Prefix }) => Prefix === 'jobs/');
    expect(rules).toEqual([expect.objectContaining({ ExpirationInDays: 30 })]);
    const kept = rulesOf(named('Input', synthesise({ personRetentionDays: 0, fleet: 'none' }).resources));
    expect(kept.filter(({ Prefix }) => Prefix === 'jobs/' || Prefix === 'persons/')).toEqual([]);
  });

  it('drops segments and debug frames in days, and keeps results', () => {
    const rules = rulesOf(named('Output'));
    const expiring = rules.filter((rule) => 'ExpirationInDays' in rule);
    expect(expiring.map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays])).toEqual([
      ['segments/', 3],
      ['debug/', 3],
    ]);
  });
});

describe('by setting', () => {
  it('only stage test deletes its buckets and key', () => {
    for (const [stage, policy] of [
      ['prod', 'Retain'],
      ['dev', 'Retain'],
      ['test', 'Delete'],
    ] as const) {
      const own = synthesise({ stage, encryption: 'kms', fleet: 'none' }).resources;
      for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key']) {
        for (const [, resource] of ofType(own, type))
          expect(resource).toMatchObject({ DeletionPolicy: policy, UpdateReplacePolicy: policy });
      }
    }
  });

  it('uses a key with bucket keys, for S3 alone', () => {
    const own = synthesise({ encryption: 'kms', fleet: 'none' });
    const encryption = named('Input', own.resources).Properties.BucketEncryption;
    expect(encryption).toMatchObject({
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
      ],
    });
    own.template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  it('lets named origins upload, and copies results to a replica', () => {
    const own = synthesise({
      corsOrigins: 'https://a.example',
      region: 'eu-central-1',
      replicaRegion: 'eu-west-1',
      fleet: 'none',
    });
    expect(named('Input', own.resources).Properties.CorsConfiguration).toMatchObject({
      CorsRules: [{ AllowedOrigins: ['https://a.example'], ExposedHeaders: ['ETag', 'x-amz-version-id'] }],
    });
    expect(named('Output', own.resources).Properties.ReplicationConfiguration).toMatchObject({
      Rules: [{ Filter: { Prefix: 'videos/output/' } }, { Filter: { Prefix: 'images/output/' } }],
    });
    expect(named('Input', own.resources).Properties).not.toHaveProperty('ReplicationConfiguration');
  });

  it('lets no copy of a result outlive what was said of the result', () => {
    const { replica } = synthesise({
      region: 'eu-central-1',
      replicaRegion: 'eu-west-1',
      outputRetentionDays: 90,
      fleet: 'none',
    });
    const [[, bucket] = []] = ofType(replica, 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({
      Properties: {
        LifecycleConfiguration: {
          Rules: [
            { Id: 'housekeeping' },
            { Prefix: 'videos/output/', ExpirationInDays: 90 },
            { Prefix: 'images/output/', ExpirationInDays: 90 },
          ],
        },
      },
    });
  });

  it("keeps CloudFront's logs like all other logs", () => {
    const own = synthesise({ ...cdn, stage: 'test', logDays: 7 });
    const [, logs] = ofType(own.resources, 'AWS::S3::Bucket').find(([id]) => id.startsWith('DeliveryCdnLogs')) ?? [];
    expect(logs).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: {
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
        // CloudFront delivers by ACL.
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 7, Status: 'Enabled' }] },
      },
    });
  });

  it("lets CloudFront decrypt results for this account's distributions, and do no more with the key", () => {
    const [, key] = ofType(synthesise({ ...cdn, encryption: 'kms' }).resources, 'AWS::KMS::Key')[0] ?? [];
    const [, ...more] = statementsOf(key?.Properties.KeyPolicy);
    expect(more).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: ['kms:Decrypt'],
        Condition: {
          ArnLike: {
            'AWS:SourceArn': {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, ':cloudfront::', { Ref: 'AWS::AccountId' }, ':distribution/*'],
              ],
            },
          },
        },
      }),
    ]);
  });

  it('deletes the logs of stage test with it, all of them, and keeps them for as long as is said', () => {
    for (const fleet of ['ecs', 'batch']) {
      const own = synthesise({ stage: 'test', fleet, logDays: 7 }).resources;
      for (const [id, group] of ofType(own, 'AWS::Logs::LogGroup')) {
        expect(group, id).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 7 } });
      }
    }
  });

  it('takes models from a bucket that is there', () => {
    const own = synthesise({ modelBucket: 'our-models', fleet: 'none' });
    expect(() => named('Models', own.resources)).toThrow(/No bucket/);
  });
});
