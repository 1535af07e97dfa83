import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
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

/** Credentials, region and endpoint come from the SDK's own environment variables. */
export function createS3Client(settings: { readonly pathStyle: boolean }): S3Client {
  return new S3Client({ maxAttempts: 4, forcePathStyle: settings.pathStyle });
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
