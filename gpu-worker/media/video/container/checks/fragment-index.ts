import { type Box, boxesIn, readBox } from './boxes.ts';
import type { ByteWindow } from './byte-window.ts';
import { claimsTooMuch, damaged } from './damage.ts';
import { type Fragments, mostOutOfOrder } from './fragments.ts';
import { spend, type WorkBudget } from './work-budget.ts';

/** Heap that mediabunny 1.61 takes for an entry. */
const entryHeapBytes = 56;

/**
 * The index of fragments, which is found by the file's last word, wherever that points.
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_TOO_LARGE
 */
export async function checkIndex(window: ByteWindow, fragments: Fragments, budget: WorkBudget): Promise<void> {
  const word = await window.read(window.sizeBytes - 4, 4);
  if (word.length < 4) return;
  const index = await readBox(window, window.sizeBytes - word.readUInt32BE(0), window.sizeBytes);
  if (index?.type !== 'mfra' || index.end > window.sizeBytes) return;
  const tracks = new Set<number>();
  for await (const box of boxesIn(window, index.contentStart, index.end)) {
    if (box.type !== 'tfra' && box.type !== 'mfro' && box.type !== 'free')
      throw damaged(`a ${box.type} box lies in the index of fragments`);
    if (box.type === 'tfra') await checkTrackIndex(window, box, { tracks, fragments, budget });
  }
}

async function checkTrackIndex(
  window: ByteWindow,
  box: Box,
  known: { readonly tracks: Set<number>; readonly fragments: Fragments; readonly budget: WorkBudget },
): Promise<void> {
  const header = await window.read(box.contentStart, 16);
  if (header.length < 16) throw damaged('the index of fragments is cut short');
  const isWide = header[0] === 1;
  const track = header.readUInt32BE(4);
  const lengths = header.readUInt32BE(8);
  const entries = header.readUInt32BE(12);
  const entryBytes = (isWide ? 16 : 8) + 3 + ((lengths >> 4) & 3) + ((lengths >> 2) & 3) + (lengths & 3);
  if (entries * entryBytes > box.end - box.contentStart - 16) {
    throw claimsTooMuch(`the index of fragments claims ${entries} entries`);
  }
  if (known.tracks.has(track)) throw damaged('a track has two indexes of fragments');
  known.tracks.add(track);
  spend(known.budget, { bytes: entries * entryHeapBytes, steps: entries * known.fragments.untimed });
  let latest = -1;
  let outOfOrder = 0;
  for (let entry = 0; entry < entries; entry++) {
    const bytes = await window.read(box.contentStart + 16 + entry * entryBytes, 8);
    const time = isWide ? Number(bytes.readBigUInt64BE(0)) : bytes.readUInt32BE(0);
    // Entries of one time are taken out one by one.
    if (time <= latest && ++outOfOrder > mostOutOfOrder) throw damaged('the index of fragments is out of order');
    latest = Math.max(latest, time);
  }
}
