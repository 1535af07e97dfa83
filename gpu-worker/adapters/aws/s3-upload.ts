import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { permanent } from '../../errors.ts';
import type { ObjectAddress, PutOptions, PutOutcome, Upload, UploadedPart } from '../../ports.ts';
import { answerOf, storeError } from './store-errors.ts';
import type { UploadMemory } from './upload-memory.ts';

/** Least size of every part but the last; some servers do not check it and cannot be relied on. */
const leastPartBytes = 5 * 1024 * 1024;

/** A part as S3 keeps it: with the checksum that joining it needs. */
interface StoredPart extends UploadedPart {
  readonly crc32: string | undefined;
}

/**
 * Goes on with the latest unfinished upload at this address, or starts one. Parts are listed from S3 itself, so that
 * an upload that was killed sends only what is missing.
 * @throws FacelineError STORE_DENIED, STORE_UNAVAILABLE
 */
export async function startS3Upload(
  client: S3Client,
  memory: UploadMemory,
  address: ObjectAddress,
  options: Omit<PutOptions, 'ifAbsent'>,
): Promise<Upload> {
  const { bucket: Bucket, key: Key } = address;
  const { contentType, metadata } = options;
  try {
    const unfinished = await memory.find(address);
    const parts = unfinished === undefined ? undefined : await partsOf(client, address, unfinished);
    if (unfinished !== undefined && parts !== undefined) {
      return new S3Upload(client, memory, address, { uploadId: unfinished, parts });
    }
    const created = await client.send(
      new CreateMultipartUploadCommand({
        Bucket,
        Key,
        ChecksumAlgorithm: 'CRC32',
        // Over all bytes, not over the parts' checksums: whoever fetches it can compare it without knowing the parts.
        ChecksumType: 'FULL_OBJECT',
        ...(contentType === undefined ? {} : { ContentType: contentType }),
        ...(metadata === undefined ? {} : { Metadata: { ...metadata } }),
      }),
    );
    if (created.UploadId === undefined) throw new Error('the store named no upload id');
    await memory.remember(address, created.UploadId);
    return new S3Upload(client, memory, address, { uploadId: created.UploadId, parts: [] });
  } catch (thrown) {
    throw storeError(thrown, 'write', address);
  }
}

/** The parts that are stored; undefined when the upload was completed or aborted meanwhile. */
async function partsOf(
  client: S3Client,
  { bucket, key }: ObjectAddress,
  uploadId: string,
): Promise<readonly StoredPart[] | undefined> {
  const parts: StoredPart[] = [];
  let marker: string | undefined;
  do {
    const from = marker === undefined ? {} : { PartNumberMarker: marker };
    const command = new ListPartsCommand({ Bucket: bucket, Key: key, UploadId: uploadId, ...from });
    const page = await client.send(command).catch((thrown) => {
      if (answerOf(thrown).status === 404) return undefined;
      throw thrown;
    });
    if (page === undefined) return undefined;
    for (const { PartNumber, Size, ETag, ChecksumCRC32 } of page.Parts ?? []) {
      if (PartNumber === undefined || ETag === undefined) continue;
      parts.push({ partNumber: PartNumber, sizeBytes: Size ?? 0, etag: ETag, crc32: ChecksumCRC32 });
    }
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return parts;
}

class S3Upload implements Upload {
  readonly #client: S3Client;
  readonly #memory: UploadMemory;
  readonly #address: ObjectAddress;
  readonly #target: { readonly Bucket: string; readonly Key: string; readonly UploadId: string };
  readonly #parts: Map<number, StoredPart>;

  constructor(
    client: S3Client,
    memory: UploadMemory,
    address: ObjectAddress,
    { uploadId, parts }: { readonly uploadId: string; readonly parts: readonly StoredPart[] },
  ) {
    this.#client = client;
    this.#memory = memory;
    this.#address = address;
    this.#target = { Bucket: address.bucket, Key: address.key, UploadId: uploadId };
    this.#parts = new Map(parts.map((part) => [part.partNumber, part]));
  }

  get parts(): readonly UploadedPart[] {
    return this.#inOrder().map(({ partNumber, sizeBytes, etag }) => ({ partNumber, sizeBytes, etag }));
  }

  async putPart(partNumber: number, bytes: Uint8Array): Promise<UploadedPart> {
    try {
      const command = { ...this.#target, PartNumber: partNumber, Body: bytes, ChecksumAlgorithm: 'CRC32' as const };
      const { ETag: etag = '', ChecksumCRC32: crc32 } = await this.#client.send(new UploadPartCommand(command));
      const part = { partNumber, sizeBytes: bytes.byteLength, etag };
      this.#parts.set(partNumber, { ...part, crc32 });
      return part;
    } catch (thrown) {
      throw storeError(thrown, 'write', this.#address);
    }
  }

  async complete({ ifAbsent = false }: Pick<PutOptions, 'ifAbsent'> = {}): Promise<PutOutcome> {
    const short = this.#inOrder()
      .slice(0, -1)
      .find(({ sizeBytes }) => sizeBytes < leastPartBytes);
    if (short !== undefined) {
      const problem = `Part ${short.partNumber} of ${this.#address.key} has ${short.sizeBytes} bytes`;
      throw permanent('INTERNAL', `${problem}; every part but the last needs at least 5 MiB.`);
    }
    const Parts = this.#inOrder().map(({ partNumber, etag, crc32 }) => ({
      PartNumber: partNumber,
      ETag: etag,
      ...(crc32 === undefined ? {} : { ChecksumCRC32: crc32 }),
    }));
    try {
      const fence = ifAbsent ? { IfNoneMatch: '*' } : {};
      await this.#client.send(
        new CompleteMultipartUploadCommand({ ...this.#target, ...fence, MultipartUpload: { Parts } }),
      );
      await this.#memory.forget(this.#address);
      return 'stored';
    } catch (thrown) {
      const { status } = answerOf(thrown);
      // 409: another write of this key ends at this moment; whoever it is, this one was not first.
      if (!ifAbsent || (status !== 412 && status !== 409)) throw storeError(thrown, 'write', this.#address);
      await this.abort();
      return 'exists';
    }
  }

  async abort(): Promise<void> {
    try {
      await this.#client.send(new AbortMultipartUploadCommand(this.#target));
    } catch (thrown) {
      if (answerOf(thrown).status !== 404) throw storeError(thrown, 'write', this.#address);
    }
    await this.#memory.forget(this.#address).catch((thrown) => {
      throw storeError(thrown, 'write', this.#address);
    });
  }

  #inOrder(): readonly StoredPart[] {
    return [...this.#parts.values()].sort((a, b) => a.partNumber - b.partNumber);
  }
}
