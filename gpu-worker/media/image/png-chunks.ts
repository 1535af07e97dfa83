import { crc32, deflateSync } from 'node:zlib';

/** Signature and IHDR: every PNG begins with as many bytes. */
const headBytes = 33;

/** The PNG with its colour profile (`iCCP`) right after its header. Pixels are not touched. */
export function withColourProfile(png: Uint8Array, icc: Uint8Array): Uint8Array {
  return withChunk(png, Buffer.concat([Buffer.from('iCCPicc\0\0', 'latin1'), deflateSync(icc)]));
}

/**
 * The PNG with a text (`iTXt`, not compressed) after its header. XMP is one of the keyword `XML:com.adobe.xmp`, by part
 * 3 of its specification; libvips compresses it into a `zTXt`, where few programs look for it.
 * @param keyword Latin letters, 1 to 79
 */
export function withText(png: Uint8Array, keyword: string, text: string): Uint8Array {
  // Neither compressed nor in a named language: four bytes of 0 behind the keyword's own.
  return withChunk(png, Buffer.concat([Buffer.from(`iTXt${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(text)]));
}

/** @param content the chunk's name and what is in it */
function withChunk(png: Uint8Array, content: Uint8Array): Uint8Array {
  const [length, checkSum] = [Buffer.alloc(4), Buffer.alloc(4)];
  // The length leaves out the chunk's name, the check sum does not.
  length.writeUInt32BE(content.length - 4);
  checkSum.writeUInt32BE(crc32(content));
  return Buffer.concat([png.subarray(0, headBytes), length, content, checkSum, png.subarray(headBytes)]);
}
