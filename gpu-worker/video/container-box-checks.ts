import { permanent } from '../errors.ts';
import type { RandomAccess } from './random-access.ts';

export interface Box {
  readonly type: string;
  readonly contentStart: number;
  readonly end: number;
}

/** Samples of a track whose display order differs from its file order; 27 hours at 50 frames a second. */
const mostReordered = 5_000_000;
const mostInRun = 1_000_000;
const chunkBytes = 1 << 16;

const lies = (what: string) =>
  permanent('SOURCE_UNREADABLE', `The file is damaged: ${what}, which is more than it can hold.`);

/**
 * An empty edit (a delay) and one edit of the media are what every player agrees on.
 * @throws FacelineError SOURCE_UNSUPPORTED
 */
export async function checkEdits(file: RandomAccess, box: Box): Promise<void> {
  const bytes = await readContent(file, box, 4096);
  if (bytes.length < 8) return;
  const wide = bytes[0] === 1;
  const entryBytes = wide ? 20 : 12;
  const count = Math.min(bytes.readUInt32BE(4), Math.floor((bytes.length - 8) / entryBytes));
  let mediaEdits = 0;
  for (let entry = 0; entry < count; entry++) {
    const mediaTimeAt = 8 + entry * entryBytes + (wide ? 8 : 4);
    const mediaTime = wide ? Number(bytes.readBigInt64BE(mediaTimeAt)) : bytes.readInt32BE(mediaTimeAt);
    if (mediaTime !== -1) mediaEdits++;
  }
  if (mediaEdits > 1) {
    throw permanent(
      'SOURCE_UNSUPPORTED',
      `A track of this file is played in ${mediaEdits} pieces (an edit list); export it as one continuous video.`,
    );
  }
}

/**
 * The parser makes an object of every sample that a table claims, so a table may claim no more than the file holds.
 * @param boxes the children of one `stbl` box
 * @throws FacelineError SOURCE_UNREADABLE
 */
export async function checkSampleTable(file: RandomAccess, boxes: readonly Box[], fileBytes: number): Promise<void> {
  const find = (type: string) => boxes.find((box) => box.type === type);
  const sizes = find('stsz') ?? find('stz2');
  if (sizes === undefined) return;
  const header = await readContent(file, sizes, 12);
  if (header.length < 12) return;
  const samples = header.readUInt32BE(8);
  const sampleBytes = sizes.type === 'stsz' ? header.readUInt32BE(4) : 0;
  const entryBytes = sizes.type === 'stsz' ? 4 : 0.5;
  const fits =
    sampleBytes > 0
      ? samples * sampleBytes <= fileBytes
      : samples * entryBytes <= sizes.end - sizes.contentStart - 12 + entryBytes;
  if (!fits) throw lies(`a track claims ${samples} samples`);
  const reordered = find('ctts');
  if (reordered !== undefined && samples > mostReordered) throw lies(`a track claims ${samples} samples`);
  for (const table of [find('stts'), reordered]) {
    if (table === undefined) continue;
    const sum = await sumOfCounts(file, table);
    // Careless writers are off by a few.
    if (sum > samples + 1000) throw lies(`the ${table.type} table names ${sum} of ${samples} samples`);
  }
}

/**
 * The same for a run of a fragmented file.
 * @throws FacelineError SOURCE_UNREADABLE
 */
export async function checkRun(file: RandomAccess, box: Box, fileBytes: number): Promise<void> {
  const header = await readContent(file, box, 8);
  if (header.length < 8) return;
  const samples = header.readUInt32BE(4);
  if (samples > Math.min(mostInRun, fileBytes)) throw lies(`a fragment claims ${samples} samples`);
}

/** Sums the first word of every two-word entry of an `stts` or `ctts` box. */
async function sumOfCounts(file: RandomAccess, box: Box): Promise<number> {
  let sum = 0;
  for (let position = box.contentStart + 8; position + 8 <= box.end; position += chunkBytes) {
    const bytes = await readContent(file, { ...box, contentStart: position }, chunkBytes);
    for (let at = 0; at + 8 <= bytes.length; at += 8) sum += bytes.readUInt32BE(at);
  }
  return sum;
}

async function readContent(file: RandomAccess, box: Box, most: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(box.end - box.contentStart, most)));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, box.contentStart);
  return bytes.subarray(0, bytesRead);
}
