import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { sniffImage } from '../../../gpu-worker/media/image/image-format.ts';
import { isImageFile } from '../upload-names.ts';

/** The extension of a result, without a dot: a video becomes an mp4, an image keeps its format, whatever it is called. */
export function resultExtension(target: string): string {
  if (!isImageFile(target)) return 'mp4';
  const given = path.extname(target).slice(1).toLowerCase();
  const format = sniffImage(firstBytes(target)) ?? given;
  return format === 'jpeg' ? 'jpg' : format;
}

function firstBytes(file: string): Uint8Array {
  const bytes = Buffer.alloc(16);
  const handle = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(handle);
  }
}
