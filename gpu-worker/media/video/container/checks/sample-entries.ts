import { type Box, readBox } from './boxes.ts';
import type { ByteWindow } from './byte-window.ts';
import { damaged } from './damage.ts';

/** Decoder settings and a colour profile; a track that carries more carries something else. */
const mostBytes = 1 << 18;

/** The sample entry's fields before its boxes, from the header's end (ISO/IEC 14496-12, 12.1.3 and 12.2.3). */
const videoFieldBytes = 78;
const soundFieldBytes = 28;
const moreSoundFieldBytes: Readonly<Record<number, number>> = { 1: 16, 2: 36 };

export interface SampleEntry {
  readonly type: string;
  /** Whether the parser knows sound of this name by the fields of the entry. */
  readonly isPlain: boolean;
  /** Where its boxes lie. */
  readonly inside: Box;
}

/**
 * The entries of an `stsd` box, with the places where the parser looks for boxes in them.
 * @throws FacelineError SOURCE_UNREADABLE where the entries are more than the box holds
 */
export async function sampleEntries(window: ByteWindow, box: Box, handler: 'vide' | 'soun'): Promise<SampleEntry[]> {
  if (box.end - box.contentStart > mostBytes) throw damaged(`a track's description is larger than ${mostBytes} bytes`);
  const header = await window.read(box.contentStart, 8);
  if (header.length < 8) return [];
  const isQuickTime = header[0] === 0;
  const count = header.readUInt32BE(4);
  const entries: SampleEntry[] = [];
  let position = box.contentStart + 8;
  for (let number = 0; number < count; number++) {
    if (position + 8 > box.end) throw damaged(`a track claims ${count} descriptions and holds ${number}`);
    const entry = await readBox(window, position, box.end);
    if (entry === undefined) break;
    if (entry.end > box.end) throw damaged(`the description "${entry.type}" of a track is cut short`);
    const fields = handler === 'vide' ? pictureFields : await soundFields(window, entry, isQuickTime);
    const inside = { ...entry, contentStart: entry.contentStart + fields.bytes };
    entries.push({ type: entry.type, isPlain: fields.isPlain, inside });
    position = entry.end;
  }
  return entries;
}

const pictureFields = { bytes: videoFieldBytes, isPlain: false };

async function soundFields(window: ByteWindow, entry: Box, isQuickTime: boolean) {
  const fields = await window.read(entry.contentStart, soundFieldBytes + 36);
  const version = isQuickTime && fields.length >= 10 ? fields.readUInt16BE(8) : 0;
  const bytes = soundFieldBytes + (moreSoundFieldBytes[version] ?? 0);
  const isPlain = entry.type.toLowerCase() !== 'lpcm' || (version === 2 && isPlainLpcm(fields));
  return { bytes, isPlain };
}

/** Of the fields of version 2: bits of a sample, and flags (1 for floating point, 4 for signed). */
function isPlainLpcm(fields: Buffer): boolean {
  if (fields.length < soundFieldBytes + 36) return false;
  const bits = fields.readUInt32BE(48);
  const flags = fields.readUInt32BE(52);
  if (bits === 0 || bits > 32) return false;
  if ((flags & 1) !== 0) return bits === 32;
  return (flags & 4) !== 0 || bits <= 8;
}
