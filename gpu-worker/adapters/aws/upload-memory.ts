import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectAddress } from '../../ports.ts';
import { answerOf } from './store-errors.ts';

/** Knows the unfinished upload at an address, across processes. */
export interface UploadMemory {
  find(address: ObjectAddress): Promise<string | undefined>;
  remember(address: ObjectAddress, uploadId: string): Promise<void>;
  forget(address: ObjectAddress): Promise<void>;
}

/** S3's own list of unfinished uploads; for those who may see all of a bucket's. */
export function listedUploads(client: S3Client): UploadMemory {
  return {
    async find({ bucket, key }) {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }));
      const own = Uploads.filter((upload) => upload.Key === key && upload.UploadId !== undefined);
      own.sort((a, b) => (b.Initiated?.getTime() ?? 0) - (a.Initiated?.getTime() ?? 0));
      return own[0]?.UploadId;
    },
    remember: async () => undefined,
    forget: async () => undefined,
  };
}

/**
 * A note beside the object, `<key>.upload`, while its upload is unfinished. IAM cannot narrow the right to list
 * uploads to a prefix: a task that had it would see its neighbours' keys.
 */
export function notedUploads(client: S3Client): UploadMemory {
  const note = ({ bucket, key }: ObjectAddress) => ({ Bucket: bucket, Key: `${key}.upload` });
  return {
    async find(address) {
      try {
        const found = await client.send(new GetObjectCommand(note(address)));
        return await found.Body?.transformToString();
      } catch (thrown) {
        // Without a right to list, S3 says 403 for a note that is not there; writing then shows whether it may.
        if ([403, 404].includes(answerOf(thrown).status ?? 0)) return undefined;
        throw thrown;
      }
    },
    async remember(address, uploadId) {
      await client.send(new PutObjectCommand({ ...note(address), Body: uploadId, ContentType: 'text/plain' }));
    },
    async forget(address) {
      await client.send(new DeleteObjectCommand(note(address)));
    },
  };
}
