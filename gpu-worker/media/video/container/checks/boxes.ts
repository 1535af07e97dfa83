import type { ByteWindow } from './byte-window.ts';

export interface Box {
  readonly type: string;
  readonly start: number;
  readonly contentStart: number;
  /** May lie beyond the parent's end: what is to be done then is for the caller to say. */
  readonly end: number;
}

/**
 * The box at a position, as mediabunny reads it: nothing where there is no room for a header, or where the size is
 * smaller than the header. Size 0 (to the end) is nothing to it either.
 */
export async function readBox(window: ByteWindow, start: number, end: number): Promise<Box | undefined> {
  if (start + 8 > end) return undefined;
  const header = await window.read(start, 16);
  if (header.length < 8) return undefined;
  const type = header.toString('latin1', 4, 8);
  const size = header.readUInt32BE(0);
  if (size === 1) {
    if (header.length < 16) return undefined;
    const large = Number(header.readBigUInt64BE(8));
    return large < 16 ? undefined : { type, start, contentStart: start + 16, end: start + large };
  }
  return size < 8 ? undefined : { type, start, contentStart: start + 8, end: start + size };
}

/** The boxes from a position on, one behind the other; the last may say to end beyond `end`. */
export async function* boxesIn(window: ByteWindow, start: number, end: number): AsyncGenerator<Box> {
  for (let box = await readBox(window, start, end); box !== undefined; box = await readBox(window, box.end, end)) {
    yield box;
  }
}
