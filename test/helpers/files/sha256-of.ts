import { createHash } from 'node:crypto';

/** SHA-256 of chunks one after another, in hex. */
export function sha256Of(chunks: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
