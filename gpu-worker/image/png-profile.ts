import { crc32, deflateSync } from 'node:zlib';

/** Signature and IHDR: every PNG begins with as many bytes. */
const headBytes = 33;

/** The PNG with an `iCCP` chunk right after its header. Pixels are not touched. */
export function withColourProfile(png: Uint8Array, icc: Uint8Array): Uint8Array {
  const content = Buffer.concat([Buffer.from('iCCPicc\0\0', 'latin1'), deflateSync(icc)]);
  const chunk = Buffer.alloc(8 + content.length);
  // The length leaves out the chunk's name, the check sum does not.
  chunk.writeUInt32BE(content.length - 4, 0);
  content.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(content), 4 + content.length);
  return Buffer.concat([png.subarray(0, headBytes), chunk, png.subarray(headBytes)]);
}
