import type { FileHandle } from 'node:fs/promises';

/** Writes all bytes at a position: where a disk fills up, a single write may be cut short without an error. */
export async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
