import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { allow } from './allow.ts';
import type { MediaBuckets } from './media-buckets.ts';

/**
 * Lets a role use the media key, where there is one, for objects of the given buckets and through S3 only. With
 * bucket keys, S3 names the bucket in the encryption context.
 */
export function allowKeyThroughS3(
  role: iam.Role,
  media: MediaBuckets,
  buckets: readonly s3.IBucket[],
  actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[],
): void {
  if (media.key === undefined) return;
  allow(role, {
    sid: 'UseKeyThroughS3',
    reason: 'One key.',
    actions,
    resources: [media.key.keyArn],
    conditions: {
      StringEquals: {
        'kms:ViaService': `s3.${Stack.of(role).region}.amazonaws.com`,
        'kms:EncryptionContext:aws:s3:arn': buckets.map((bucket) => bucket.bucketArn),
      },
    },
  });
}
