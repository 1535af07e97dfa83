import { permanent } from '../../errors.ts';
import type { TaskGrants } from '../../task-grants.ts';

/** STS takes so many characters of session policy. */
export const mostPolicyCharacters = 2048;

export interface PolicySurroundings {
  readonly region: string;
  /** The buckets' key, where they have one. */
  readonly kmsKeyArn?: string | undefined;
}

/**
 * The session policy of one task: JSON that lets through exactly its source, its persons' photos and its output
 * folder. The role's own rights stay the upper bound.
 * @throws FacelineError KEY_REFUSED when the keys are too long for STS
 */
export function sessionPolicy(grants: TaskGrants, { region, kmsKeyArn }: PolicySurroundings): string {
  const { source, photos, targetPhotos, output } = grants;
  const s3 = `arn:${partitionOf(region)}:s3:::`;
  const photoFolders = photos.map(({ prefix }) => `${prefix}*`);
  const statements = [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: [
        `${s3}${source.bucket}/${source.key}`,
        ...photos.map(({ bucket, prefix }) => `${s3}${bucket}/${prefix}*`),
        ...targetPhotos.map(({ bucket, key }) => `${s3}${bucket}/${key}`),
      ],
    },
    ...(photoFolders.length === 0
      ? []
      : [
          {
            Effect: 'Allow',
            Action: 's3:ListBucket',
            Resource: `${s3}${source.bucket}`,
            Condition: { StringLike: { 's3:prefix': photoFolders } },
          },
        ]),
    {
      Effect: 'Allow',
      Action: [
        's3:GetObject',
        's3:PutObject',
        's3:DeleteObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ],
      Resource: `${s3}${output.bucket}/${output.prefix}*`,
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `${s3}${output.bucket}`,
      Condition: { StringLike: { 's3:prefix': `${output.prefix}*` } },
    },
    ...(kmsKeyArn === undefined
      ? []
      : [
          {
            Effect: 'Allow',
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: kmsKeyArn,
            Condition: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
          },
        ]),
  ];
  const text = inLatin1(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  if (text.length > mostPolicyCharacters) {
    const problem = `they make a session policy of ${text.length} characters; AWS takes ${mostPolicyCharacters}`;
    throw permanent('KEY_REFUSED', `The task's keys are too long: ${problem}. Upload under a shorter name.`);
  }
  return text;
}

/** STS takes characters up to U+00FF; JSON has an escape for the others. */
const inLatin1 = (json: string): string =>
  json.replace(/[\u0100-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
