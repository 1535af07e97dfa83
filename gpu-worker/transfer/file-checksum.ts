import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Checksum } from '../ports.ts';
import { crc64Nvme, type RunningSum } from './crc64-nvme.ts';

const chunkBytes = 1024 * 1024;

/** A checksum over all bytes of a file, as S3 writes it: base64. */
export async function fileChecksum(
  handle: FileHandle,
  algorithm: Checksum['algorithm'],
  signal: AbortSignal,
): Promise<string> {
  const sum = running[algorithm]();
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (let position = 0; ; ) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return sum.digest().toString('base64');
    sum.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

const running: Readonly<Record<Checksum['algorithm'], () => RunningSum>> = {
  CRC32: runningCrc32,
  CRC64NVME: crc64Nvme,
  SHA256: () => createHash('sha256'),
};

function runningCrc32(): RunningSum {
  let sum = 0;
  return {
    update(bytes) {
      sum = crc32(bytes, sum);
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(sum);
      return digest;
    },
  };
}
