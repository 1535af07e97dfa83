/** Boxes of an mp4, to build files of that no writer makes. */

export type Part = Uint8Array | string | number | readonly Part[];

/** Numbers are 32-bit words, big-endian; texts their letters in Latin-1. */
export function bytesOf(...parts: readonly Part[]): Buffer {
  const pieces = parts.map((part) => {
    if (typeof part === 'string') return Buffer.from(part, 'latin1');
    if (typeof part === 'number') return word(part);
    if (part instanceof Uint8Array) return part;
    return bytesOf(...part);
  });
  return Buffer.concat(pieces);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export const zeros = (length: number): Buffer => Buffer.alloc(length);

export function box(type: string, ...parts: readonly Part[]): Buffer {
  const content = bytesOf(...parts);
  return bytesOf(content.length + 8, type, content);
}

/** A box with a 64-bit size. */
export function largeBox(type: string, ...parts: readonly Part[]): Buffer {
  const content = bytesOf(...parts);
  return bytesOf(1, type, 0, content.length + 16, content);
}

/** A table whose count is what it says, whatever it holds. */
export const table = (type: string, count: number, ...entries: readonly Part[]): Buffer => box(type, 0, count, entries);

/** Many copies of the same bytes. */
export function repeated(bytes: Uint8Array, times: number): Buffer {
  const all = Buffer.allocUnsafe(bytes.length * times);
  for (let copy = 0; copy < times; copy++) all.set(bytes, copy * bytes.length);
  return all;
}

export const ftyp = box('ftyp', 'isom', 512, 'isomavc1mp41');

export const pictureEntry = (...more: readonly Part[]): Buffer =>
  box('avc1', zeros(6), [Uint8Array.of(0, 1)], zeros(16), Uint8Array.of(1, 64, 0, 180), zeros(50), avcC, more);
const avcC = box('avcC', Uint8Array.of(1, 0x64, 0, 0x1f, 0xff, 0xe0, 0));
export const soundEntryOf = (type: string, bits: number, ...more: readonly Part[]): Buffer =>
  box(type, zeros(6), Uint8Array.of(0, 1), zeros(8), Uint8Array.of(0, 1, 0, bits), 0, 8000 << 16, more);
/** Plain sound of 8 bits. */
export const soundEntry = soundEntryOf('raw ', 8);
/** Settings of an AAC decoder. */
export const aacSettings = box(
  'esds',
  0,
  Uint8Array.of(3, 25, 0, 1, 0, 4, 17, 0x40, 0x15, ...zeros(11), 5, 2, 0x12, 0x10),
);

export interface TrackParts {
  readonly handler?: 'vide' | 'soun';
  readonly id?: number;
  readonly entry?: Part;
  /** The boxes of `stbl` after `stsd`. */
  readonly tables?: Part;
  readonly edits?: Part;
}

export const track = ({
  handler = 'vide',
  id = 1,
  entry = pictureEntry(),
  tables = [],
  edits = [],
}: TrackParts): Buffer =>
  box(
    'trak',
    trackHeader(id),
    edits,
    box('mdia', mediaHeader, handlerBox(handler), box('minf', box('stbl', box('stsd', 0, 1, entry), tables))),
  );

export const trackHeader = (id: number): Buffer =>
  box('tkhd', 1, 0, 0, id, 0, 100, zeros(16), 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000, 0, 0);
export const mediaHeader = box('mdhd', 0, 0, 0, 25, 100, 0x55c40000);
export const handlerBox = (handler: string): Buffer => box('hdlr', 0, 0, handler, zeros(13));

export const movie = (...parts: readonly Part[]): Buffer =>
  box('moov', box('mvhd', 0, 0, 0, 1000, 1000, zeros(80)), parts);

/** Tables of a film that claims many samples, reordered, in two and a half megabytes or less. */
export const claimsOf = (samples: number): Part => [
  table('stts', 1, samples, 1),
  table('ctts', 1, samples, 1),
  table('stsc', 1, 1, samples, 1),
  box('stsz', 0, 1, samples),
  table('stco', 1, 48),
];

/** A film that holds what it claims: every picture with a size and an order of its own, ten to a chunk. */
export function longFilm(pictures: number): Buffer {
  const pictureBytes = 40;
  const order = repeated(bytesOf(1, 2, 1, 0), pictures / 2);
  const sizes = repeated(bytesOf(pictureBytes), pictures);
  const chunks = Buffer.alloc((pictures / 10) * 4);
  for (let chunk = 0; chunk < pictures / 10; chunk++) chunks.writeUInt32BE(40 + chunk * 10 * pictureBytes, chunk * 4);
  const tables = [
    table('stts', 1, pictures, 1),
    table('ctts', pictures, order),
    table('stsc', 1, 1, 10, 1),
    box('stsz', 0, 0, pictures, sizes),
    table('stco', pictures / 10, chunks),
  ];
  return bytesOf(ftyp, box('mdat', zeros(pictures * pictureBytes)), movie(track({ tables })));
}
