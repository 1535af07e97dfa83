import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { ObjectHead, ReportWriter, UploadReader } from '../ports.ts';

/** The functions' object port on S3, or on a store that speaks its API. */
export function s3Objects(client: S3Client): UploadReader & ReportWriter {
  return {
    async head({ bucket, key, versionId }) {
      try {
        const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
        return headOf(found);
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    },

    async *read({ bucket, key, versionId }) {
      const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
      if (found.Body === undefined) throw new Error(`S3 sent no body for ${bucket}/${key}.`);
      yield* found.Body.transformToWebStream();
    },

    async *list(bucket, prefix) {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const { Key: key } of Contents) if (key !== undefined) yield { key };
      }
    },

    async put({ bucket, key }, bytes, { contentType }) {
      const object = { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType, IfNoneMatch: '*' };
      try {
        await client.send(new PutObjectCommand(object));
        return 'stored';
      } catch (error) {
        // 409 means a write beside ours is under way: that one is thrown, and the next attempt sees 412 or stores.
        if (statusOf(error) === 412) return 'exists';
        throw error;
      }
    },
  };
}

/** Region and endpoint come from the SDK's own environment variables, and so do credentials where none are given. */
export function createS3Client(
  settings: { readonly pathStyle: boolean },
  credentials?: NonNullable<S3ClientConfig['credentials']>,
): S3Client {
  const given = credentials === undefined ? {} : { credentials };
  return new S3Client({ maxAttempts: 4, forcePathStyle: settings.pathStyle, ...given });
}

function headOf(found: {
  ContentLength?: number | undefined;
  ETag?: string | undefined;
  VersionId?: string | undefined;
  Metadata?: Record<string, string> | undefined;
}): ObjectHead {
  if (found.ETag === undefined) throw new Error('S3 sent no ETag; expected one with every object.');
  return {
    sizeBytes: found.ContentLength ?? 0,
    etag: found.ETag,
    ...(found.VersionId === undefined ? {} : { versionId: found.VersionId }),
    metadata: found.Metadata ?? {},
  };
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
