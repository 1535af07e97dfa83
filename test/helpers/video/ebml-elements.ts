/** Elements of a Matroska file, to build files of that no writer makes. */
import { bytesOf, type Part, zeros } from './mp4-boxes.ts';

const idBytes = (id: number): Buffer => {
  const hex = id.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
};

function sizeBytes(size: number): Buffer {
  if (size < 127) return Buffer.of(0x80 | size);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(size));
  bytes[0] = 1;
  return bytes;
}

export function element(id: number, ...parts: readonly Part[]): Buffer {
  const content = bytesOf(...parts);
  return bytesOf(idBytes(id), sizeBytes(content.length), content);
}

/** An element that says a size of its own, whatever it holds. */
export const sized = (id: number, size: number, ...parts: readonly Part[]): Buffer =>
  bytesOf(idBytes(id), sizeBytes(size), parts);

export const endless = (id: number, ...parts: readonly Part[]): Buffer => bytesOf(idBytes(id), Buffer.of(0xff), parts);

export const byte = (value: number): Buffer => Buffer.of(value);

export const ebmlHeader = element(
  0x1a45dfa3,
  element(0x4286, byte(1)),
  element(0x42f7, byte(1)),
  element(0x4282, 'matroska'),
  element(0x4287, byte(4)),
);

/** A track of pictures (type 1) or sound (2). */
export const trackEntry = (number: number, type = 1, ...more: readonly Part[]): Buffer =>
  element(
    0xae,
    element(0xd7, byte(number)),
    element(0x83, byte(type)),
    element(0x86, type === 1 ? 'V_MPEG4/ISO/AVC' : 'A_PCM/INT/LIT'),
    element(0x63a2, Uint8Array.of(1, 0x64, 0, 0x1f, 0xff, 0xe0, 0)),
    more,
    type === 1
      ? element(0xe0, element(0xb0, Uint8Array.of(1, 64)), element(0xba, byte(180)))
      : element(0xe1, element(0x9f, byte(1))),
  );

export const tracks = (...entries: readonly Part[]): Buffer => element(0x1654ae6b, entries);
export const cluster = (...blocks: readonly Part[]): Buffer => element(0x1f43b675, element(0xe7, byte(0)), blocks);
export const block = (track = 1, ...content: readonly Part[]): Buffer =>
  element(0xa3, byte(0x80 | track), zeros(2), byte(0x80), content);
/** A block that holds as many frames as one can, all of them empty. */
export const lacedBlock = (track = 1): Buffer => element(0xa3, byte(0x80 | track), zeros(2), byte(0x84), byte(255));
