export type ImageFormat = 'jpeg' | 'png' | 'webp';

const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  Array.from(text).every((letter, i) => bytes[at + i] === letter.charCodeAt(0));

/** The format by a file's first bytes, whatever it is called; undefined for everything Faceline does not open. */
export function sniffImage(bytes: Uint8Array): ImageFormat | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (bytes[0] === 0x89 && startsWith(bytes, 'PNG\r\n\x1a\n', 1)) return 'png';
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return 'webp';
  return undefined;
}

/** Whether a WebP file's picture is coded without loss: its chunk is `VP8L`, not `VP8 `. */
export function isLosslessWebp(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length; at += 8 + sizeAt(view, at)) {
    if (startsWith(bytes, 'VP8L', at)) return true;
    if (startsWith(bytes, 'VP8 ', at)) return false;
  }
  return false;
}

/** Chunks fill up to even sizes. */
function sizeAt(view: DataView, at: number): number {
  const size = view.getUint32(at + 4, true);
  return size + (size % 2);
}
