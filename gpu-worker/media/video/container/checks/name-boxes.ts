import { type Box, boxesIn, readBox } from './boxes.ts';
import type { ByteWindow } from './byte-window.ts';
import { claimsTooMuch } from './damage.ts';
import { spend, type WorkBudget } from './work-budget.ts';

/** What an entry costs beside its text: an object and its name. */
const entryBytes = 300;
/** A short text says its own length in 16 bits, and is read as far as the list of texts goes. */
const longestShortText = 65_535;

/**
 * What reading the texts of a `udta` box costs: each is read as long as it says, whatever its box measures.
 * @throws FacelineError SOURCE_TOO_LARGE
 */
export async function chargeTexts(window: ByteWindow, list: Box, budget: WorkBudget): Promise<void> {
  for await (const item of boxesIn(window, list.contentStart, list.end)) {
    spend(budget, { bytes: entryBytes + Math.min(longestShortText, list.end - item.contentStart) });
  }
}

/**
 * The same for an `ilst` box, whose texts lie in `data` boxes with a size of their own.
 * @throws FacelineError SOURCE_TOO_LARGE
 */
export async function chargeItems(window: ByteWindow, list: Box, budget: WorkBudget): Promise<void> {
  for await (const item of boxesIn(window, list.contentStart, list.end)) {
    const data = await readBox(window, item.contentStart, list.end);
    const textBytes = data === undefined ? 0 : Math.min(data.end, list.end) - data.contentStart;
    spend(budget, { bytes: entryBytes + textBytes });
  }
}

/**
 * A name says its own length; one of no length would be read again and again.
 * @param box a `keys`
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_TOO_LARGE
 */
export async function checkKeys(window: ByteWindow, box: Box, budget: WorkBudget): Promise<void> {
  const header = await window.read(box.contentStart, 8);
  const count = header.length < 8 ? 0 : header.readUInt32BE(4);
  let position = box.contentStart + 8;
  for (let entry = 0; entry < count; entry++) {
    const key = await window.read(position, 4);
    const keyBytes = key.length < 4 ? 0 : key.readUInt32BE(0);
    if (keyBytes < 8 || position + keyBytes > box.end) throw claimsTooMuch(`a list claims ${count} names`);
    spend(budget, { bytes: entryBytes + keyBytes });
    position += keyBytes;
  }
}
