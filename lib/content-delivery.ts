import { Annotations, Validations } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { allow } from './allow.ts';
import { logLifecycle } from './bucket-lifecycle.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { MediaBuckets } from './media-buckets.ts';
import { privateBucket } from './media-buckets.ts';
import { removalPolicyOf } from './removal-policy.ts';
import type { Settings } from './settings/settings.ts';
import { tellOutput } from './tell-output.ts';

/**
 * CloudFront before the output bucket, for signed links only: the bucket stays private, and an address without a
 * signature of the key group gets 403. The notify Lambda signs, and fetches each new result once to warm the edge.
 */
export class ContentDelivery extends Construct {
  constructor(scope: Construct, id: string, settings: Settings, buckets: MediaBuckets, notify: BundledFunction) {
    super(scope, id);
    const { cdnKeyGroupId, cdnPublicKeyId, cdnPrivateKeySecret } = settings;
    if (cdnKeyGroupId === undefined || cdnPublicKeyId === undefined || cdnPrivateKeySecret === undefined) {
      throw new Error(
        'CloudFront needs cdnKeyGroupId, cdnPublicKeyId and cdnPrivateKeySecret; the settings refuse less.',
      );
    }
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: `Faceline ${settings.stage} results`,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      logBucket: new s3.Bucket(this, 'Logs', {
        ...privateBucket,
        encryption: s3.BucketEncryption.S3_MANAGED,
        removalPolicy: removalPolicyOf(settings),
        lifecycleRules: logLifecycle(settings),
        // CloudFront's standard logs are delivered by ACL.
        objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
      }),
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessControl(buckets.output),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        trustedKeyGroups: [cloudfront.KeyGroup.fromKeyGroupId(this, 'KeyGroup', cdnKeyGroupId)],
      },
    });
    acknowledge(this, distribution);
    // Key, bucket and distribution name each other: one of them has to name the next by a pattern.
    Annotations.of(buckets).acknowledgeWarning(
      '@aws-cdk/aws-cloudfront-origins:wildcardKeyPolicyForOac',
      'Any distribution of this account may ask, and only decrypt; the bucket lets this one distribution in.',
    );
    allow(notify.role, {
      sid: 'SignCdnLinks',
      reason: 'One secret.',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [cdnPrivateKeySecret],
    });
    notify.function.addEnvironment('CDN_DOMAIN', distribution.distributionDomainName);
    notify.function.addEnvironment('CDN_PUBLIC_KEY_ID', cdnPublicKeyId);
    notify.function.addEnvironment('CDN_PRIVATE_KEY_ARN', cdnPrivateKeySecret);
    tellOutput(this, 'CdnDomain', distribution.distributionDomainName);
  }
}

function acknowledge(scope: Construct, distribution: cloudfront.Distribution): void {
  const distributionReasons = {
    CFR1: 'Who may see a result is decided by the signature on its link, not by country.',
    CFR2: 'Only signed GETs of static files pass; there is nothing behind it for a firewall to protect.',
    CFR4: "CloudFront's own domain fixes the policy; a domain of one's own would be needed to ask for TLS 1.2.",
  };
  for (const [rule, reason] of Object.entries(distributionReasons)) {
    Validations.of(distribution).acknowledge({ id: `AwsSolutions-${rule}`, reason });
  }
  Validations.of(scope).acknowledge({ id: 'AwsSolutions-S1', reason: 'This bucket holds access logs itself.' });
}
