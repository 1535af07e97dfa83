import type { Box } from './boxes.ts';
import type { ByteWindow } from './byte-window.ts';
import { claimsTooMuch, damaged } from './damage.ts';
import { mostPacketsIn, spend, type WorkBudget } from './work-budget.ts';

/** Tables of an `stbl` box: bytes before the entries, and of an entry; each may be there once. */
export const tableShapes = {
  stts: { headBytes: 8, entryBytes: 8 },
  ctts: { headBytes: 8, entryBytes: 8 },
  stsz: { headBytes: 12, entryBytes: 4 },
  stz2: { headBytes: 12, entryBytes: 0.5 },
  stsc: { headBytes: 8, entryBytes: 12 },
  stco: { headBytes: 8, entryBytes: 4 },
  co64: { headBytes: 8, entryBytes: 8 },
  stss: { headBytes: 8, entryBytes: 4 },
} as const;
export type TableName = keyof typeof tableShapes;

/** Heap that mediabunny 1.61 takes for an entry, and for a sample whose place in the order has to be looked for. */
const heapBytes = { stts: 64, ctts: 56, stsz: 8, stz2: 8, stsc: 64, stco: 8, co64: 8, stss: 8, reordered: 64 };
const pcmChunkBytes = 72;
/** Careless writers are off by a few. */
const tolerance = 1000;
const chunkBytes = 1 << 16;

interface SampleTables {
  readonly boxes: ReadonlyMap<TableName, Box>;
  readonly packetsOf: PacketsOf;
}

/** What the parser makes a packet of: a sample, a chunk (of plain sound), or one of the two, who knows which. */
export type PacketsOf = 'samples' | 'chunks' | 'either';

/**
 * The parser makes an object of every entry, and of every sample that a table claims, so a table may claim no more
 * than its box and the file hold.
 * @param tables of one track
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_TOO_LARGE
 */
export async function checkSampleTables(window: ByteWindow, tables: SampleTables, budget: WorkBudget): Promise<void> {
  const { boxes, packetsOf } = tables;
  if (boxes.has('stsz') && boxes.has('stz2')) throw damaged('a track has two tables of sizes');
  if (boxes.has('stco') && boxes.has('co64')) throw damaged('a track has two tables of chunks');
  const entries: Partial<Record<TableName, number>> = {};
  for (const [name, box] of boxes) {
    const count = await entriesOf(window, name, box);
    entries[name] = count;
    spend(budget, { bytes: count * heapBytes[name] });
  }
  const { samples, sizes, bytes } = await countSamples(window, boxes);
  const timed = await checkCounts(window, boxes.get('stts'), samples);
  await checkCounts(window, boxes.get('ctts'), samples);
  const chunks = entries.stco ?? entries.co64 ?? 0;
  const isReordered = (entries.ctts ?? 0) > 0;
  if (isReordered) spend(budget, { bytes: timed * heapBytes.reordered });
  if (packetsOf !== 'samples' && !isReordered) spend(budget, { bytes: chunks * pcmChunkBytes, packets: chunks });
  const inChunks = packetsOf === 'chunks' && !isReordered;
  if (!inChunks) {
    if (timed > mostPacketsIn(bytes)) throw claimsTooMuch(`a track claims ${timed} samples of ${bytes} bytes`);
    spend(budget, { packets: timed });
  }
  // Where all samples have one size it is known where each begins, and so it is where a chunk is one packet.
  const looks = inChunks || sizes === 1 ? 0 : timed;
  await checkChunks(window, boxes.get('stsc'), chunks, looks, budget);
}

/** Entries that a table claims; those of `stsz` with one size for all are none. */
async function entriesOf(window: ByteWindow, name: TableName, box: Box): Promise<number> {
  const { headBytes, entryBytes } = tableShapes[name];
  const header = await window.read(box.contentStart, headBytes);
  if (header.length < headBytes) throw damaged(`the ${name} table is cut short`);
  if (name === 'stsz' && header.readUInt32BE(4) > 0) return 0;
  const count = header.readUInt32BE(headBytes - 4);
  const bytes = name === 'stz2' ? Math.ceil((count * (header[7] ?? 0)) / 8) : count * entryBytes;
  const hasShape = name !== 'stz2' || [4, 8, 16].includes(header[7] ?? 0);
  if (!hasShape || bytes > box.end - box.contentStart - headBytes) {
    throw claimsTooMuch(`the ${name} table claims ${count} entries`);
  }
  return count;
}

/** Samples of a track by its table of sizes, which may add up to no more than the file, and how many sizes they have. */
async function countSamples(window: ByteWindow, boxes: SampleTables['boxes']) {
  const box = boxes.get('stsz') ?? boxes.get('stz2');
  if (box === undefined) return { samples: 0, sizes: 0, bytes: 0 };
  const header = await window.read(box.contentStart, 12);
  const samples = header.readUInt32BE(8);
  if (box.type === 'stz2') return { samples, sizes: samples, bytes: window.sizeBytes };
  const sampleBytes = header.readUInt32BE(4);
  let sum = samples * sampleBytes;
  if (sampleBytes === 0) {
    for await (const piece of piecesOf(window, box, 12, samples, 4)) {
      for (let at = 0; at < piece.length; at += 4) sum += piece.readUInt32BE(at);
    }
  }
  if (sum > window.sizeBytes) throw claimsTooMuch(`a track claims ${samples} samples of ${sum} bytes`);
  return { samples, sizes: sampleBytes === 0 ? samples : 1, bytes: sum };
}

/** @returns the sum of a table's counts, the first word of every entry */
async function checkCounts(window: ByteWindow, box: Box | undefined, samples: number): Promise<number> {
  if (box === undefined) return 0;
  const header = await window.read(box.contentStart, 8);
  let sum = 0;
  for await (const piece of piecesOf(window, box, 8, header.readUInt32BE(4), 8)) {
    for (let at = 0; at < piece.length; at += 8) sum += piece.readUInt32BE(at);
  }
  if (sum > samples + tolerance) throw claimsTooMuch(`the ${box.type} table names ${sum} of ${samples} samples`);
  return sum;
}

/**
 * @param chunks that the track has
 * @param looks packets for each of which the parser goes through the sizes of its whole chunk
 */
async function checkChunks(
  window: ByteWindow,
  box: Box | undefined,
  chunks: number,
  looks: number,
  budget: WorkBudget,
): Promise<void> {
  if (box === undefined) return;
  const header = await window.read(box.contentStart, 8);
  let left = looks;
  let before = { chunk: 0, samples: 0 };
  const chargeUntil = (chunk: number) => {
    const inRun = Math.min(left, (chunk - before.chunk) * before.samples);
    left -= inRun;
    spend(budget, { steps: inRun * before.samples });
  };
  for await (const piece of piecesOf(window, box, 8, header.readUInt32BE(4), 12)) {
    for (let at = 0; at < piece.length; at += 12) {
      const chunk = piece.readUInt32BE(at);
      if (chunk < before.chunk || chunk > chunks + tolerance) throw damaged('the chunks of a track are out of order');
      chargeUntil(chunk);
      before = { chunk, samples: piece.readUInt32BE(at + 4) };
    }
  }
  chargeUntil(Number.MAX_SAFE_INTEGER);
}

/** A table's entries, many at a time; good until the next. */
async function* piecesOf(
  window: ByteWindow,
  box: Box,
  headBytes: number,
  entries: number,
  entryBytes: number,
): AsyncGenerator<Buffer> {
  const start = box.contentStart + headBytes;
  const pieceBytes = chunkBytes - (chunkBytes % entryBytes);
  for (let position = 0; position < entries * entryBytes; position += pieceBytes) {
    const piece = await window.read(start + position, Math.min(pieceBytes, entries * entryBytes - position));
    yield piece.subarray(0, piece.length - (piece.length % entryBytes));
  }
}
