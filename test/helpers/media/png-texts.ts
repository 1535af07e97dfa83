import { crc32 } from 'node:zlib';

/** Texts of a PNG that are not compressed (`iTXt`), by keyword; wrong check sums throw. Programs find XMP there. */
export function pngTexts(png: Uint8Array): ReadonlyMap<string, string> {
  const bytes = Buffer.from(png);
  const texts = new Map<string, string>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const chunk = bytes.subarray(at + 4, at + 8 + length);
    if (bytes.readUInt32BE(at + 8 + length) !== crc32(chunk)) throw new Error('A chunk has the wrong check sum.');
    if (chunk.toString('latin1', 0, 4) === 'iTXt') {
      const keywordEnd = chunk.indexOf(0, 4);
      // Flag and method of compression, language and translated keyword, all empty.
      if (!chunk.subarray(keywordEnd, keywordEnd + 5).equals(Buffer.alloc(5))) throw new Error('Not a plain text.');
      texts.set(chunk.toString('latin1', 4, keywordEnd), chunk.toString('utf8', keywordEnd + 5));
    }
    at += 12 + length;
  }
  return texts;
}
