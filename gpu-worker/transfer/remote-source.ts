import type { RemoteMedia } from '../media/video/random-access.ts';
import type { ByteRange, ObjectAddress, ObjectHead, ObjectStore } from '../ports.ts';
import { readObject } from './fetch-object.ts';

const blockBytes = 256 * 1024;
/** The index of a film of three hours is smaller. */
const mostBlocks = 64;

interface RemoteSource extends RemoteMedia {
  /** Whether more was asked for than a look may cost; it was refused then. */
  readonly exceeded: boolean;
}

/** An object to look into without fetching it: blocks by range, each once, and not many of them. */
export function openRemoteSource(
  store: Pick<ObjectStore, 'read'>,
  address: ObjectAddress,
  { sizeBytes, etag }: Pick<ObjectHead, 'sizeBytes' | 'etag'>,
  signal: AbortSignal,
): RemoteSource {
  const blocks = new Map<number, Promise<Uint8Array>>();
  let exceeded = false;
  const block = (number: number): Promise<Uint8Array> => {
    const known = blocks.get(number);
    if (known !== undefined) return known;
    if (blocks.size === mostBlocks) {
      exceeded = true;
      throw new Error('The look at the source was to be a short one.');
    }
    const start = number * blockBytes;
    const range: ByteRange = { start, end: Math.min(start + blockBytes, sizeBytes) - 1 };
    const bytes = readObject(store, address, { range, ifMatch: etag, signal });
    blocks.set(number, bytes);
    return bytes;
  };
  return {
    sizeBytes,
    get exceeded() {
      return exceeded;
    },
    async read(buffer, offset, length, position) {
      const end = Math.min(position + length, sizeBytes);
      let at = position;
      while (at < end) {
        const number = Math.floor(at / blockBytes);
        const from = at - number * blockBytes;
        const bytes = (await block(number)).subarray(from, from + end - at);
        if (bytes.length === 0) break;
        buffer.set(bytes, offset + at - position);
        at += bytes.length;
      }
      return { bytesRead: Math.max(0, at - position) };
    },
  };
}
