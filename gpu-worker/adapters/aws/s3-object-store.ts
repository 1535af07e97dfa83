import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { permanent } from '../../errors.ts';
import type {
  ByteRange,
  Checksum,
  ObjectAddress,
  ObjectHead,
  ObjectStore,
  PutOptions,
  PutOutcome,
} from '../../ports.ts';
import { startS3Upload } from './s3-upload.ts';
import { answerOf, storeError } from './store-errors.ts';
import { listedUploads, type UploadMemory } from './upload-memory.ts';

interface ReadOptions {
  readonly range?: ByteRange;
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/** Times a body that broke off is asked for again, from where it broke. */
const mostResumes = 5;
/** Times a write beside another one is tried again (409). */
const mostConflicts = 6;

/**
 * Objects on S3, or on a server that speaks its API.
 * @param uploads where unfinished uploads are known from; S3's own list when left out
 */
export function s3ObjectStore(client: S3Client, uploads: UploadMemory = listedUploads(client)): ObjectStore {
  return {
    async head(address) {
      try {
        return headOf(await client.send(new HeadObjectCommand({ ...addressed(address), ChecksumMode: 'ENABLED' })));
      } catch (thrown) {
        const { status } = answerOf(thrown);
        if (status === 404 || (status === 403 && (await isMissing(client, address)))) return undefined;
        throw storeError(thrown, 'read', address);
      }
    },
    read: (address, options) => readBody(client, address, options ?? {}),
    put: (address, bytes, options) => putOnce(client, address, bytes, options ?? {}),
    startUpload: (address, options) => startS3Upload(client, uploads, address, options ?? {}),
    list: (bucket, prefix) => listKeys(client, bucket, prefix),
    async delete(address) {
      try {
        await client.send(new DeleteObjectCommand({ Bucket: address.bucket, Key: address.key }));
      } catch (thrown) {
        if (answerOf(thrown).status !== 404) throw storeError(thrown, 'delete', address);
      }
    },
  };
}

const addressed = ({ bucket, key, versionId }: ObjectAddress) => ({
  Bucket: bucket,
  Key: key,
  ...(versionId === undefined ? {} : { VersionId: versionId }),
});

function headOf(found: HeadObjectCommandOutput): ObjectHead {
  const { ContentLength = 0, ETag = '', VersionId, Metadata = {}, LastModified = new Date(0) } = found;
  const checksum = checksumOf(found);
  return {
    sizeBytes: ContentLength,
    etag: withoutQuotes(ETag),
    ...(VersionId === undefined ? {} : { versionId: VersionId }),
    metadata: Metadata,
    modifiedAt: LastModified,
    ...(checksum === undefined ? {} : { checksum }),
  };
}

/** The checksum over all bytes, if there is one: of parts it ends in their number, and their sizes are not told. */
function checksumOf(found: HeadObjectCommandOutput): Checksum | undefined {
  const all: readonly { algorithm: Checksum['algorithm']; base64: string | undefined }[] = [
    { algorithm: 'CRC32', base64: found.ChecksumCRC32 },
    { algorithm: 'CRC64NVME', base64: found.ChecksumCRC64NVME },
    { algorithm: 'SHA256', base64: found.ChecksumSHA256 },
  ];
  for (const { algorithm, base64 } of all) {
    if (base64 !== undefined && !base64.includes('-')) return { algorithm, base64 };
  }
  return undefined;
}

/** S3 quotes etags in HTTP headers and not in events; tasks carry them bare. */
const withoutQuotes = (etag: string): string => etag.replace(/^"(.*)"$/, '$1');

/**
 * Whether a key that reads as 403 is not there. S3 says 404 only to those who may list without a prefix; a task may
 * list below its own prefixes, and asks so.
 */
async function isMissing(client: S3Client, { bucket, key }: ObjectAddress): Promise<boolean> {
  try {
    const answer = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }));
    return answer.Contents?.[0]?.Key !== key;
  } catch {
    return false;
  }
}

/** The bytes as they come; a body that breaks off is gone on with, as long as the object is the same. */
async function* readBody(client: S3Client, address: ObjectAddress, options: ReadOptions): AsyncIterable<Uint8Array> {
  const { range, signal } = options;
  let { ifMatch } = options;
  let position = range?.start ?? 0;
  let end = Number.POSITIVE_INFINITY;
  for (let resumes = 0; ; resumes += 1) {
    signal?.throwIfAborted();
    try {
      const asked = range !== undefined || position > 0 ? { Range: `bytes=${position}-${range?.end ?? ''}` } : {};
      const found = await client.send(
        new GetObjectCommand({
          ...addressed(address),
          ...asked,
          ...(ifMatch === undefined ? {} : { IfMatch: `"${withoutQuotes(ifMatch)}"` }),
        }),
        signal === undefined ? {} : { abortSignal: signal },
      );
      ifMatch ??= found.ETag;
      if (found.Body === undefined) return;
      end = position + (found.ContentLength ?? 0);
      for await (const chunk of found.Body.transformToWebStream()) {
        position += chunk.byteLength;
        yield chunk;
      }
      if (position >= end) return;
      throw new Error(`the body ended ${end - position} bytes early`);
    } catch (thrown) {
      signal?.throwIfAborted();
      const { status } = answerOf(thrown);
      if (status === 403 && (await isMissing(client, address))) {
        throw permanent('SOURCE_NOT_FOUND', `There is no ${address.bucket}/${address.key}.`, thrown);
      }
      // All bytes came and their checksum is wrong: there is no rest to ask for.
      const isComplete = position >= end;
      const broken = !isComplete && (status === undefined || status < 300);
      if (!broken || resumes === mostResumes) throw storeError(thrown, 'read', address);
      await sleep(200 * 2 ** resumes);
    }
  }
}

async function putOnce(
  client: S3Client,
  address: ObjectAddress,
  bytes: Uint8Array,
  { contentType, metadata, ifAbsent = false }: PutOptions,
): Promise<PutOutcome> {
  const command = {
    Bucket: address.bucket,
    Key: address.key,
    Body: bytes,
    ...(contentType === undefined ? {} : { ContentType: contentType }),
    ...(metadata === undefined ? {} : { Metadata: { ...metadata } }),
    ...(ifAbsent ? { IfNoneMatch: '*' } : {}),
  };
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      await client.send(new PutObjectCommand(command));
      return 'stored';
    } catch (thrown) {
      const { status } = answerOf(thrown);
      if (ifAbsent && status === 412) return 'exists';
      // Another write of this key is under way: the next try sees its outcome.
      if (status !== 409 || conflicts === mostConflicts) throw storeError(thrown, 'write', address);
      await sleep(50 * 2 ** conflicts * (0.5 + Math.random()));
    }
  }
}

async function* listKeys(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncIterable<{ readonly key: string; readonly sizeBytes: number }> {
  let token: string | undefined;
  do {
    const more = token === undefined ? {} : { ContinuationToken: token };
    const page = await client
      .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...more }))
      .catch((thrown) => {
        throw storeError(thrown, 'list', { bucket, key: prefix });
      });
    for (const { Key, Size } of page.Contents ?? []) if (Key !== undefined) yield { key: Key, sizeBytes: Size ?? 0 };
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
