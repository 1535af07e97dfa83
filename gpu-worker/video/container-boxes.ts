import { permanent } from '../errors.ts';
import { type Box, checkEdits, checkRun, checkSampleTable } from './container-box-checks.ts';
import type { RandomAccess } from './random-access.ts';

/** Boxes whose content is boxes, on the way to edit lists and sample tables. */
const parents = new Set(['moov', 'trak', 'edts', 'mdia', 'minf', 'moof', 'traf']);
const firstBoxes = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'styp']);
/** A day in fragments of a second has that many. */
const mostBoxes = 1_000_000;

/**
 * Checks of mp4 and mov files that mediabunny does not make; other containers pass.
 * A box that claims more bytes than the file has left was cut short. A table that claims more samples than the file
 * can hold would fill the memory. A track with several edits is played by ffmpeg in another order than its packets
 * lie, so that copied sound would not fit the picture.
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_UNSUPPORTED
 */
export async function checkBoxes(file: RandomAccess, fileBytes: number): Promise<void> {
  const first = await readBox(file, 0, fileBytes);
  if (first === undefined || !firstBoxes.has(first.type)) return;
  await walk({ file, fileBytes, boxes: 0 }, 0, fileBytes);
}

async function walk(state: { file: RandomAccess; fileBytes: number; boxes: number }, start: number, end: number) {
  const { file, fileBytes } = state;
  let position = start;
  while (position + 8 <= end) {
    const box = await readBox(file, position, end);
    if (box === undefined) return;
    if (++state.boxes > mostBoxes) throw permanent('SOURCE_UNSUPPORTED', `The file has more than ${mostBoxes} boxes.`);
    if (box.end > end) {
      // Trailing bytes that are no box at all are common; only what carries the film is asked for in full.
      if (box.type !== 'mdat' && box.type !== 'moov') return;
      throw permanent(
        'SOURCE_UNREADABLE',
        `The file is cut short: its ${box.type} box ends at byte ${box.end}, the file at ${end}.`,
      );
    }
    if (parents.has(box.type)) await walk(state, box.contentStart, box.end);
    if (box.type === 'elst') await checkEdits(file, box);
    if (box.type === 'trun') await checkRun(file, box, fileBytes);
    if (box.type === 'stbl') await checkSampleTable(file, await childrenOf(file, box), fileBytes);
    position = box.end;
  }
}

async function childrenOf(file: RandomAccess, parent: Box): Promise<Box[]> {
  const children: Box[] = [];
  let position = parent.contentStart;
  while (position + 8 <= parent.end && children.length < 64) {
    const box = await readBox(file, position, parent.end);
    if (box === undefined) break;
    children.push(box);
    position = box.end;
  }
  return children;
}

async function readBox(file: RandomAccess, position: number, end: number): Promise<Box | undefined> {
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
