import type { RandomAccess } from '../../random-access.ts';

const windowBytes = 1 << 14;

/** A file's bytes by position, read in pieces that serve many small looks. */
export interface ByteWindow {
  readonly sizeBytes: number;
  /** At most `length` bytes from `position` on: fewer at the file's end. Good until the next call. */
  read(position: number, length: number): Promise<Buffer>;
}

export function openWindow(file: RandomAccess, sizeBytes: number): ByteWindow {
  let start = 0;
  let bytes = Buffer.alloc(0);
  return {
    sizeBytes,
    async read(position, length) {
      const end = Math.min(position + length, sizeBytes);
      if (position < 0 || end <= position) return Buffer.alloc(0);
      if (position < start || end > start + bytes.length) {
        const wanted = Buffer.allocUnsafe(Math.min(Math.max(length, windowBytes), sizeBytes - position));
        const { bytesRead } = await file.read(wanted, 0, wanted.length, position);
        start = position;
        bytes = wanted.subarray(0, bytesRead);
      }
      return bytes.subarray(position - start, end - start);
    },
  };
}
