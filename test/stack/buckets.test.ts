import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { idsIn, ofType, type Resource, synthesise } from './synth.ts';

const { resources, template } = synthesise();
const buckets = ofType(resources, 'AWS::S3::Bucket');
const named = (part: string, from = resources): Resource => {
  const [, bucket] = ofType(from, 'AWS::S3::Bucket').find(([id]) => id.startsWith(`Media${part}`)) ?? [];
  if (bucket === undefined) throw new Error(`No bucket ${part}.`);
  return bucket;
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

  it('takes models from a bucket that is there', () => {
    const own = synthesise({ modelBucket: 'our-models', fleet: 'none' });
    expect(() => named('Models', own.resources)).toThrow(/No bucket/);
  });
});
