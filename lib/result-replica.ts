import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { allow } from './allow.ts';
import { outputRoots } from './key-roots.ts';

/** The CloudFormation resource behind a bucket made here. */
export function bucketResource(bucket: s3.Bucket): s3.CfnBucket {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof s3.CfnBucket)) throw new Error(`${bucket.node.path} is no bucket of this stack.`);
  return resource;
}

/** Copies results, and only those, to a bucket elsewhere. Deletions are not copied: the replica outlives them. */
export function replicateResults(output: s3.Bucket, replicaBucketArn: string): void {
  const role = new iam.Role(output, 'ReplicationRole', { assumedBy: new iam.ServicePrincipal('s3.amazonaws.com') });
  allow(role, {
    sid: 'ReadResults',
    reason: 'Replication copies every result.',
    actions: ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
    resources: outputRoots.map((root) => output.arnForObjects(`${root}*`)),
  });
  allow(role, {
    sid: 'ListResults',
    reason: 'The output bucket only.',
    actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
    resources: [output.bucketArn],
  });
  allow(role, {
    sid: 'WriteReplica',
    reason: 'Replication writes every result into the replica bucket.',
    actions: ['s3:ReplicateObject', 's3:ReplicateTags'],
    resources: outputRoots.map((root) => `${replicaBucketArn}/${root}*`),
  });
  bucketResource(output).replicationConfiguration = {
    role: role.roleArn,
    rules: outputRoots.map((prefix, priority) => ({
      id: `copy ${prefix}`,
      status: 'Enabled',
      priority,
      filter: { prefix },
      deleteMarkerReplication: { status: 'Disabled' },
      destination: { bucket: replicaBucketArn },
    })),
  };
}
