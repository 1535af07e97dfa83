import { type FileHandle, open } from 'node:fs/promises';
import { permanent } from '../errors.ts';

interface Box {
  readonly type: string;
  readonly contentStart: number;
  readonly end: number;
}

/** Boxes whose content is boxes, on the way to a track's edit list. */
const parents = new Set(['moov', 'trak', 'edts']);
const mostBoxes = 4096;

/**
 * Two checks of mp4 and mov files that mediabunny does not make; other containers pass.
 * A box that claims more bytes than the file has left was cut short: copying would end in a broken film.
 * A track with several edits is played by ffmpeg in another order than its packets lie, so that copied audio would
 * not fit the picture.
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_UNSUPPORTED
 */
export async function checkBoxes(path: string, fileSize: number): Promise<void> {
  const file = await open(path, 'r');
  try {
    const first = await readBox(file, 0, fileSize);
    if (first?.type !== 'ftyp' && first?.type !== 'moov' && first?.type !== 'wide' && first?.type !== 'mdat') return;
    await walk(file, 0, fileSize, { boxes: 0 });
  } finally {
    await file.close();
  }
}

async function walk(file: FileHandle, start: number, end: number, seen: { boxes: number }): Promise<void> {
  let position = start;
  while (position + 8 <= end) {
    const box = await readBox(file, position, end);
    seen.boxes++;
    if (box === undefined || seen.boxes > mostBoxes) return;
    if (box.end > end) {
      // Trailing bytes that are no box at all are common; only what carries the film is asked for in full.
      if (box.type !== 'mdat' && box.type !== 'moov') return;
      throw permanent(
        'SOURCE_UNREADABLE',
        `The file is cut short: its ${box.type} box ends at byte ${box.end}, the file at ${end}.`,
      );
    }
    if (parents.has(box.type)) await walk(file, box.contentStart, box.end, seen);
    if (box.type === 'elst') await checkEdits(file, box);
    position = box.end;
  }
}

async function readBox(file: FileHandle, position: number, end: number): Promise<Box | undefined> {
  const header = Buffer.alloc(16);
  const { bytesRead } = await file.read(header, 0, 16, position);
  if (bytesRead < 8) return undefined;
  const type = header.toString('latin1', 4, 8);
  const size = header.readUInt32BE(0);
  if (size === 1 && bytesRead === 16) {
    const large = Number(header.readBigUInt64BE(8));
    return large < 16 ? undefined : { type, contentStart: position + 16, end: position + large };
  }
  if (size === 0) return { type, contentStart: position + 8, end };
  return size < 8 ? undefined : { type, contentStart: position + 8, end: position + size };
}

/** An empty edit (a delay) and one edit of the media are what every player agrees on. */
async function checkEdits(file: FileHandle, box: Box): Promise<void> {
  const bytes = Buffer.alloc(Math.min(box.end - box.contentStart, 4096));
  await file.read(bytes, 0, bytes.length, box.contentStart);
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
