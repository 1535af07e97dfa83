import type { ByteWindow } from './byte-window.ts';

/** An element of Matroska (RFC 8794, RFC 9559). */
export interface Element {
  readonly id: number;
  readonly start: number;
  readonly dataStart: number;
  /** Undefined where the writer did not know it. */
  readonly dataBytes: number | undefined;
}

/** Elements that the checks know by name. */
export const elementIds = {
  segment: 0x18538067,
  ebml: 0x1a45dfa3,
  seekHead: 0x114d9b74,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  cluster: 0x1f43b675,
  cues: 0x1c53bb6b,
  attachments: 0x1941a469,
  chapters: 0x1043a770,
  tags: 0x1254c367,
  void: 0xec,
} as const;

/** Elements of a segment, at one of which a cluster that says no size, or a wrong one, ends. */
export const segmentIds: ReadonlySet<number> = new Set([
  elementIds.seekHead,
  elementIds.info,
  elementIds.tracks,
  elementIds.cluster,
  elementIds.cues,
  elementIds.attachments,
  elementIds.chapters,
  elementIds.tags,
]);

/** The header at a position, as mediabunny reads it; nothing where there is none. */
export async function readElement(window: ByteWindow, start: number, end: number): Promise<Element | undefined> {
  if (start + 2 > end) return undefined;
  const bytes = (await window.read(start, 16)).subarray(0, end - start);
  const idBytes = widthOf(bytes[0]);
  const sizeBytes = widthOf(bytes[idBytes]);
  if (idBytes === 0 || sizeBytes === 0 || idBytes + sizeBytes > bytes.length) return undefined;
  const first = bytes[idBytes] ?? 0;
  const marker = 0x80 >> (sizeBytes - 1);
  const rest = bytes.subarray(idBytes + 1, idBytes + sizeBytes);
  const dataBytes = numberOf(rest, first & (marker - 1));
  // All ones say that the size is not known: in one byte, and in eight.
  const isUnknown = first === 0xff || dataBytes === 2 ** 56;
  return {
    id: numberOf(bytes.subarray(0, idBytes)),
    start,
    dataStart: start + idBytes + sizeBytes,
    dataBytes: isUnknown ? undefined : dataBytes,
  };
}

/** Bytes of a number of variable length, by its first; 0 where it is none. */
export const widthOf = (first = 0): number => (first === 0 ? 0 : Math.clz32(first) - 23);

/** An unsigned number, big-endian, after a first digit. */
export function numberOf(bytes: Uint8Array, first = 0): number {
  let value = first;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}
