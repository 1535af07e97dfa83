import { open } from 'node:fs/promises';
import { permanent, transient } from '../errors.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { ByteRange, ObjectAddress, ObjectHead, ObjectStore } from '../ports.ts';
import { fileChecksum } from './file-checksum.ts';

const rangeBytes = 16 * 1024 * 1024;
const rangesAtOnce = 4;

/**
 * Copies an object into a file by ranged reads, several at once. The etag pins every range to one version, and the
 * file is compared with the object's checksum, where the store keeps one: no range has its own.
 * @returns bytes fetched
 * @throws SOURCE_CHANGED when the object is replaced meanwhile, SOURCE_UNREADABLE when the store sends too little,
 * STORE_UNAVAILABLE when other bytes came than were stored
 */
export async function fetchObject(
  store: ObjectStore,
  address: ObjectAddress,
  head: Pick<ObjectHead, 'sizeBytes' | 'etag' | 'checksum'>,
  file: string,
  signal: AbortSignal,
): Promise<number> {
  const handle = await open(file, 'wx+', 0o600);
  try {
    let next = 0;
    const fetchRanges = async (): Promise<void> => {
      while (next < head.sizeBytes) {
        const start = next;
        const end = Math.min(start + rangeBytes, head.sizeBytes) - 1;
        next = end + 1;
        let position = start;
        for await (const bytes of store.read(address, { range: { start, end }, ifMatch: head.etag, signal })) {
          signal.throwIfAborted();
          await writeWhole(handle, bytes, position);
          position += bytes.length;
        }
        if (position !== end + 1) {
          throw permanent(
            'SOURCE_UNREADABLE',
            `${address.key}: bytes ${start}-${end} were asked, ${position - start} came.`,
          );
        }
      }
    };
    await Promise.all(Array.from({ length: rangesAtOnce }, fetchRanges));
    const { checksum } = head;
    if (checksum !== undefined && (await fileChecksum(handle, checksum.algorithm, signal)) !== checksum.base64) {
      throw transient(
        'STORE_UNAVAILABLE',
        `${address.key} came damaged: its ${checksum.algorithm} is not the one that was stored (${checksum.base64}).`,
      );
    }
    return head.sizeBytes;
  } finally {
    await handle.close();
  }
}

/** An object of at most `maxBytes` as one buffer. */
export async function readObject(
  store: Pick<ObjectStore, 'read'>,
  address: ObjectAddress,
  options: { readonly range?: ByteRange; readonly ifMatch?: string; readonly signal: AbortSignal },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(address, options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
