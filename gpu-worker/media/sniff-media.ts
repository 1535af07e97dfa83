import { foreignFormat } from './image/foreign-format.ts';
import { firstBoxes } from './video/container/checks/first-boxes.ts';

/** Bytes of a file's beginning that tell its kind: MPEG-TS needs two packets of 188 bytes. */
export const sniffBytes = 512;

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));

/**
 * What a file's first bytes say it is, whatever its name says. Text of any kind (playlists, concat scripts, SVG) is
 * neither, so no reader that follows what a file says ever sees one.
 */
export function sniffMedia(bytes: Uint8Array): 'video' | 'image' | undefined {
  if (foreignFormat(bytes) !== undefined) return undefined;
  const magic = ascii(bytes, 0, 4);
  if (magic === '\x89PNG' || (magic === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP')) return 'image';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image';
  if (firstBoxes.has(ascii(bytes, 4, 8))) return 'video';
  // EBML: Matroska and WebM.
  if (magic === '\x1aE\xdf\xa3') return 'video';
  if (bytes[0] === 0x47 && bytes[188] === 0x47 && bytes[376] === 0x47) return 'video';
  return undefined;
}

/** What a file that is neither is, as far as its first bytes tell; the end of a sentence about it. */
export function neitherWords(bytes: Uint8Array): string {
  const foreign = foreignFormat(bytes);
  return foreign === undefined ? 'neither a video nor an image' : `${foreign}, which is not supported`;
}
