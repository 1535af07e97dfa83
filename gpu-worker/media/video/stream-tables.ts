import { open } from 'node:fs/promises';
import { packetStride, strideBytes, syncByte } from './container/checks/packet-stride.ts';

/** How far back from a key frame is looked: tables come several times a second. */
const searchedBytes = 16 * 1024 * 1024;
const chunkPackets = 4096;

/**
 * Where a transport stream can be entered so that what lies at `position` is understood: two tables of programs before
 * it, so that the table of streams, which follows each, has come by then.
 * @param position bytes from the file's start
 * @returns bytes from the file's start; undefined where there is no such place
 */
export async function tablesBefore(path: string, position: number): Promise<number | undefined> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(strideBytes);
    await file.read(head, 0, head.length, 0);
    const stride = packetStride(head);
    if (stride === undefined) return undefined;
    const { bytes, offset } = stride;
    const last = Math.floor(position / bytes) * bytes;
    let found = 0;
    for (let end = last; end > Math.max(0, last - searchedBytes); end -= chunkPackets * bytes) {
      const start = Math.max(0, end - chunkPackets * bytes);
      const chunk = Buffer.alloc(end - start);
      await file.read(chunk, 0, chunk.length, start);
      for (let at = chunk.length - bytes; at >= 0; at -= bytes) {
        if (isProgramTable(chunk, at + offset) && ++found === 2) return start + at;
      }
    }
    return undefined;
  } finally {
    await file.close();
  }
}

/** The first packet of a table of programs: packet identifier 0, a payload that begins here (ISO 13818-1, 2.4.3.2). */
const isProgramTable = (bytes: Buffer, at: number): boolean =>
  bytes[at] === syncByte && ((bytes[at + 1] ?? 0) & 0x5f) === 0x40 && bytes[at + 2] === 0;
