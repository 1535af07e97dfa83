import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { allow } from './allow.ts';
import type { MediaBuckets } from './media-buckets.ts';

/** Buckets whose objects a role reads, and those it writes to. */
export interface KeyUse {
  readonly read?: readonly s3.IBucket[];
  readonly write?: readonly s3.IBucket[];
}

/**
 * Lets a role use the media key, where there is one, for objects of the given buckets and through S3 only. With
 * bucket keys, S3 names the bucket in the encryption context.
 */
export function allowKeyThroughS3(role: iam.Role, media: MediaBuckets, { read = [], write = [] }: KeyUse): void {
  const uses = [
    { sid: 'DecryptThroughS3', action: 'kms:Decrypt', buckets: read },
    { sid: 'EncryptThroughS3', action: 'kms:GenerateDataKey', buckets: write },
  ];
  for (const { sid, action, buckets } of uses) {
    if (media.key === undefined || buckets.length === 0) continue;
    allow(role, {
      sid,
      reason: 'One key.',
      actions: [action],
      resources: [media.key.keyArn],
      conditions: {
        StringEquals: {
          'kms:ViaService': `s3.${Stack.of(role).region}.amazonaws.com`,
          'kms:EncryptionContext:aws:s3:arn': buckets.map((bucket) => bucket.bucketArn),
        },
      },
    });
  }
}
