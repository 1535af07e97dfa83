export const packetBytes = 188;
export const syncByte = 0x47;

/** How the packets of a transport stream lie: so many bytes from one to the next, the first at an offset. */
interface PacketStride {
  readonly offset: number;
  readonly bytes: number;
}

/** Strides that mediabunny tells apart: plain, with error correction behind, with a time of 4 bytes before. */
const strides: readonly PacketStride[] = [
  { offset: 0, bytes: packetBytes },
  { offset: 0, bytes: 204 },
  { offset: 4, bytes: 192 },
];
/** Bytes of a file's beginning that tell. */
export const strideBytes = 205;

/** The stride that a file's first bytes show; undefined where they are no transport stream's. */
export const packetStride = (start: Uint8Array): PacketStride | undefined =>
  strides.find(({ offset, bytes }) => start[offset] === syncByte && start[offset + bytes] === syncByte);
