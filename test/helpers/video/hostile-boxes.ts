import {
  aacSettings,
  box,
  bytesOf,
  claimsOf,
  ftyp,
  handlerBox,
  largeBox,
  mediaHeader,
  movie,
  type Part,
  pictureEntry,
  repeated,
  soundEntry,
  soundEntryOf,
  table,
  track,
  trackHeader,
  zeros,
} from './mp4-boxes.ts';

/** What follows the header, so that the file holds a byte for each sample that it claims. */
const padding = box('mdat', zeros(2_500_000));
const many = 2_400_000;
const huge = 0xfffffff0;

const film = (...parts: readonly Part[]): Buffer => bytesOf(ftyp, movie(...parts), padding);
const filmOf = (...tables: readonly Part[]): Buffer => film(track({ tables }));
const honest = [table('stts', 1, 10, 1), table('stsc', 1, 1, 10, 1), box('stsz', 0, 1, 10), table('stco', 1, 48)];

/** A film whose second track is of sound. */
const withSound = (entry: Part, tables: Part): Buffer =>
  film(track({ tables: honest }), track({ id: 2, handler: 'soun', entry, tables }));
/** A box that says to be larger than what it lies in. */
const beyond = (type: string, ...parts: readonly Part[]): Buffer => {
  const content = bytesOf(parts);
  return bytesOf(content.length + 36, type, content);
};
const tablesOf = (tables: Part): Buffer => box('minf', box('stbl', box('stsd', 0, 1, pictureEntry()), tables));
/** The same claims of samples that need no order. */
const inOrder = (samples: number): Part => [
  table('stts', 1, samples, 1),
  table('stsc', 1, 1, samples, 1),
  box('stsz', 0, 1, samples),
  table('stco', 1, 48),
];
/** A film in fragments; `trex` gives samples a size of 1. */
const fragmented = (tracks: Part, ...rest: readonly Part[]): Buffer =>
  bytesOf(ftyp, movie(tracks, box('mvex', box('trex', 0, 1, 1, 1, 1, 0))), rest);
const fragment = (...runs: readonly Part[]): Buffer => box('moof', box('traf', box('tfhd', 0x20000, 1), runs));
/** A part of a fragment that holds nothing, and the default of a track that is not there. */
const emptyPart = box('traf', box('tfhd', 0x20000, 1));
const strayDefault = box('trex', 0, 77, 1, 1, 1, 0);
const sounds = Array.from({ length: 62 }, (_, number) =>
  track({ id: number + 2, handler: 'soun', entry: soundEntryOf('mp4a', 16, aacSettings) }),
);
/** Two fragments for the first frames, of which the parser reads the second to know the first's end. */
const twoOf = (...more: readonly Part[]): Buffer =>
  repeated(box('moof', box('traf', box('tfhd', 0x20000, 1), run(5)), more), 2);
const run = (samples: number): Buffer => box('trun', 0, samples);

/** Each box is read as an entry of the description before it, and again as the box that follows it. */
function readTwice(depth: number): Buffer {
  let inside: Buffer = Buffer.alloc(0);
  for (let level = 0; level < depth; level++) {
    inside = bytesOf(table('stsd', 1), box('minf', box('free', zeros(70)), inside));
  }
  return inside;
}

function nested(type: string, depth: number): Buffer {
  const headers = Buffer.alloc(depth * 8);
  for (let level = 0; level < depth; level++) {
    headers.writeUInt32BE((depth - level) * 8, level * 8);
    headers.write(type, level * 8 + 4, 'latin1');
  }
  return headers;
}

/** A list of texts with names of their own, each of which claims to go on to the list's end. */
function overlapping(items: number, item: (name: number) => Buffer): Buffer {
  return bytesOf(
    Array.from({ length: items }, (_, name) => item(name)),
    zeros(1_000_000),
  );
}

/** An index of fragments in the middle of a picture, where the file's last word points. */
function hiddenIndex(entries: number): Buffer {
  const index = box('mfra', box('tfra', 0, 1, 0, entries, zeros(entries * 11)));
  return fragmented(track({}), fragment(run(10)), box('mdat', zeros(20), index, index.length + 4));
}

/**
 * Files of two and a half megabytes, or less, that would take gigabytes or minutes to parse.
 * None of them is to be taken.
 */
export const hostileBoxes: Readonly<Record<string, () => Buffer>> = {
  'more samples than bytes': () => filmOf(claimsOf(40_000_000)),
  'a sample a byte, reordered': () => filmOf(claimsOf(many)),
  'times of samples that have no sizes': () => filmOf(table('stts', 1, huge, 1), table('ctts', 1, huge, 1)),
  'a second table of times': () => filmOf(honest, table('ctts', 1, 10, 1), table('stts', 1, huge, 1)),
  'a second table of sizes': () => filmOf(honest, box('stz2', 0, 4, 40_000_000)),
  'a table larger than its box': () => filmOf(repeated(table('stts', 90_000), 40_000), zeros(1_000_000)),
  'a table of sizes larger than its box': () => filmOf(box('stsz', 0, 0, 500_000), box('free', zeros(2_000_000))),
  'a table of half bytes of another size': () => filmOf(box('stz2', 0, 0, 40_000_000)),
  'a chunk far away': () =>
    film(
      track({ tables: honest }),
      track({
        id: 2,
        handler: 'soun',
        entry: soundEntry,
        tables: [honest.slice(2), table('stts', 1, 10, 1), table('stsc', 2, 1, 1, 1, huge, 1, 1)],
      }),
    ),
  'chunks back and forth': () =>
    film(
      track({ tables: honest }),
      track({
        id: 2,
        handler: 'soun',
        entry: soundEntry,
        tables: [
          honest.slice(2, 3),
          table('stts', 1, 10, 1),
          box('stsc', 0, 40_000, repeated(bytesOf(1, 1, 1, 200_000, 1, 1), 20_000)),
          box('stco', 0, 300_000, zeros(1_200_000)),
        ],
      }),
    ),
  'a chunk of very many samples': () =>
    filmOf(
      table('stts', 1, 500_000, 1),
      table('stsc', 1, 1, huge, 1),
      box('stsz', 0, 0, 500_000, zeros(2_000_000)),
      table('stco', 1, 48),
    ),
  'a chunk of all samples': () =>
    filmOf(
      table('stts', 1, 500_000, 1),
      table('stsc', 1, 1, 500_000, 1),
      box('stsz', 0, 0, 500_000, zeros(2_000_000)),
      table('stco', 1, 48),
    ),
  'a kind of track that is told beyond its box': () =>
    film(
      box(
        'trak',
        trackHeader(1),
        box('mdia', mediaHeader, beyond('hdlr', 0, 0, 'vide', zeros(12))),
        box('mdia', tablesOf(claimsOf(many))),
      ),
    ),
  'a kind of track that is told late': () =>
    film(
      box(
        'trak',
        trackHeader(1),
        box('mdia', mediaHeader, tablesOf(claimsOf(40_000_000)), handlerBox('vide'), box('minf')),
      ),
    ),
  'a kind of track that is told twice': () =>
    film(box('trak', trackHeader(1), box('mdia', handlerBox('soun'), handlerBox('vide'), tablesOf(honest)))),
  'two descriptions of a track': () =>
    withSound(soundEntryOf('mp4a', 16, aacSettings), [box('stsd', 0, 1, soundEntryOf('lpcm', 16)), claimsOf(many)]),
  'plain sound with settings of a decoder': () => withSound(soundEntryOf('lpcm', 16, aacSettings), inOrder(many)),
  'plain sound of which nothing is known': () => withSound(soundEntryOf('lpcm', 16), inOrder(many)),
  'chunks of plain sound by another name': () =>
    film(
      track({ tables: honest }),
      track({
        id: 2,
        handler: 'soun',
        entry: soundEntryOf('enca', 16, box('frma', 'raw ')),
        tables: [
          table('stts', 1, 100, 1),
          honest[1] ?? [],
          box('stsz', 0, 1, 100),
          box('stco', 0, 600_000, zeros(2_400_000)),
        ],
      }),
    ),
  'edits that overlap': () =>
    film(track({ edits: box('edts', repeated(table('elst', 80_000), 60_000), zeros(1_000_000)) })),
  'descriptions that are read twice': () => film(track({ entry: [], tables: readTwice(40) })),
  'boxes in boxes': () => film(track({ tables: nested('minf', 300_000) })),
  'boxes in boxes of a description': () => film(track({ entry: pictureEntry(nested('wave', 300)) })),
  'a film in a description': () => film(track({ entry: pictureEntry(box('stbl', claimsOf(many))) })),
  'very many boxes': () => film(track({ tables: honest }), repeated(box('free'), 300_000)),
  'very many tracks': () => film(repeated(track({ tables: honest }), 5000)),
  'names of no length': () => film(track({ tables: honest }), box('meta', box('keys', 0, huge, zeros(16)))),
  'texts that overlap': () =>
    film(
      track({ tables: honest }),
      box(
        'udta',
        overlapping(10_000, (name) => box(`\u00a9${name.toString(36).padStart(3, '_')}`, 0xffff0000)),
      ),
    ),
  'items that overlap': () =>
    film(
      track({ tables: honest }),
      box(
        'meta',
        0,
        box(
          'ilst',
          overlapping(10_000, (name) => box(name.toString(36).padStart(4, '_'), 900_000, 'data', 1, 0)),
        ),
      ),
    ),
  'keys for very many': () => film(track({ tables: honest }), box('pssh', 0x01000000, zeros(16), huge)),
  'keys for very many in a fragment': () =>
    fragmented(track({}), box('moof', box('pssh', 0x01000000, zeros(16), huge)), padding),
  'encrypted samples': () =>
    film(track({ entry: pictureEntry(box('sinf', box('frma', 'avc1'), box('schm', 0, 'cenc', 0))), tables: honest })),
  'encrypted samples beyond their box': () =>
    film(track({ entry: pictureEntry(beyond('schm', 0, 'cenc', 0)), tables: honest })),
  'many runs in a fragment': () => fragmented(track({}), fragment(repeated(run(900_000), 200)), padding),
  'very many boxes in fragments of many tracks': () =>
    fragmented([track({}), sounds], twoOf(repeated(box('free'), 100_000))),
  'very many parts of fragments of many tracks': () =>
    fragmented([track({}), sounds], twoOf(repeated(emptyPart, 40_000))),
  'very many defaults of fragments': () =>
    bytesOf(
      ftyp,
      movie(track({}), box('mvex', repeated(strayDefault, 19_000), box('trex', 0, 1, 1, 1, 1, 0))),
      twoOf(repeated(emptyPart, 40_000)),
    ),
  'many fragments': () => fragmented(track({}), repeated(fragment(run(400_000)), 2000), padding),
  'many tracks of many fragments': () =>
    fragmented(repeated(track({}), 60), repeated(fragment(run(20_000)), 100), padding),
  'very many boxes for many tracks': () => fragmented(repeated(track({}), 60), repeated(box('free'), 300_000)),
  'a run larger than its box': () => fragmented(track({}), fragment(box('trun', 0xf00, 1_000_000)), padding),
  'a hidden index of one time': () => hiddenIndex(220_000),
  'a large box of claims': () =>
    bytesOf(
      ftyp,
      largeBox('moov', box('mvhd', 0, 0, 0, 1000, 1000, zeros(80)), track({ tables: claimsOf(many) })),
      padding,
    ),
  'claims behind the pictures': () => bytesOf(ftyp, padding, movie(track({ tables: claimsOf(many) }))),
  'two films, the first of claims': () =>
    bytesOf(ftyp, movie(track({ tables: claimsOf(many) })), movie(track({ tables: honest })), padding),
  'a box of no size before the film': () => bytesOf(ftyp, 0, 'free', movie(track({ tables: claimsOf(many) })), padding),
};

/** The same claims behind every box that a file may begin with. */
export function beginningWith(first: string): Buffer {
  const claims = [movie(track({ tables: claimsOf(many) })), padding];
  if (first === 'moov') return bytesOf(claims);
  // The parser takes some first boxes only where a fragment's own follow.
  const head =
    first === 'ftyp' || first === 'styp'
      ? box(first, 'isom', 0)
      : bytesOf(box(first, zeros(40)), box('sidx', zeros(32)));
  return bytesOf(head, claims);
}
