import { open } from 'node:fs/promises';
import type { ObjectAddress, ObjectStore, PutOptions, PutOutcome, Upload } from '../ports.ts';

/** As large as those of AWS's own CLI. Four at once are what an upload takes of memory. */
export const smallestPartBytes = 8 * 1024 * 1024;
const mostParts = 10_000;
const partsAtOnce = 4;

interface UploadFileOptions extends PutOptions {
  /** Go on with parts an earlier process stored. Right only for a file that has not changed since. */
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

/**
 * Puts a file at an address: small ones in one piece, others in parts, several at once, bounded memory.
 * With `ifAbsent`, `exists` means that somebody finished first; nothing of ours is left behind.
 */
export async function uploadFile(
  store: ObjectStore,
  address: ObjectAddress,
  file: string,
  options: UploadFileOptions = {},
): Promise<PutOutcome> {
  const { resume = false, signal, onProgress, ...put } = options;
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const readAt = async (position: number, length: number): Promise<Uint8Array> => {
      const bytes = new Uint8Array(length);
      await handle.read(bytes, 0, length, position);
      return bytes;
    };
    if (size <= smallestPartBytes) {
      const outcome = await store.put(address, await readAt(0, size), put);
      onProgress?.(size, size);
      return outcome;
    }
    const { ifAbsent = false, ...kept } = put;
    const upload = await startOrResume(store, address, kept, resume);
    const partBytes = Math.max(smallestPartBytes, Math.ceil(size / mostParts));
    const partCount = Math.ceil(size / partBytes);
    const sizeOf = (partNumber: number): number => Math.min(partBytes, size - (partNumber - 1) * partBytes);
    const stored = new Set(
      upload.parts.filter((part) => part.sizeBytes === sizeOf(part.partNumber)).map((part) => part.partNumber),
    );
    let bytesDone = [...stored].reduce((sum, partNumber) => sum + sizeOf(partNumber), 0);
    if (bytesDone > 0) onProgress?.(bytesDone, size);
    let nextPart = 1;
    const sendParts = async (): Promise<void> => {
      while (nextPart <= partCount) {
        const partNumber = nextPart;
        nextPart += 1;
        if (stored.has(partNumber)) continue;
        signal?.throwIfAborted();
        await upload.putPart(partNumber, await readAt((partNumber - 1) * partBytes, sizeOf(partNumber)));
        bytesDone += sizeOf(partNumber);
        onProgress?.(bytesDone, size);
      }
    };
    // Parts under way are waited for: nothing is written any more once this throws.
    const lanes = await Promise.allSettled(Array.from({ length: partsAtOnce }, sendParts));
    for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
    signal?.throwIfAborted();
    const outcome = await upload.complete({ ifAbsent });
    if (outcome === 'exists') await upload.abort();
    return outcome;
  } finally {
    await handle.close();
  }
}

async function startOrResume(
  store: ObjectStore,
  address: ObjectAddress,
  options: Omit<PutOptions, 'ifAbsent'>,
  resume: boolean,
): Promise<Upload> {
  const upload = await store.startUpload(address, options);
  if (resume || upload.parts.length === 0) return upload;
  // Parts of an attempt that died: another encode's bytes, not to be mixed with ours.
  await upload.abort();
  return store.startUpload(address, options);
}
