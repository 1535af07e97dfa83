import { permanent } from '../../../../errors.ts';
import type { Box } from './boxes.ts';
import type { ByteWindow } from './byte-window.ts';
import { claimsTooMuch } from './damage.ts';
import type { Fragments } from './fragments.ts';
import { spend, type WorkBudget } from './work-budget.ts';

/** An hour of picture and sound in one fragment; the parser holds two of them. */
const mostInFragment = 500_000;
/** Reading a sample, in turns of a loop. */
const sampleSteps = 100;

/**
 * @param box a `trun`
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_TOO_LARGE
 */
export async function checkRun(window: ByteWindow, box: Box, fragments: Fragments, budget: WorkBudget): Promise<void> {
  const header = await window.read(box.contentStart, 8);
  if (header.length < 8) return;
  const flags = header.readUInt32BE(0);
  const samples = header.readUInt32BE(4);
  const words = (mask: number) => (flags & mask).toString(2).replaceAll('0', '').length;
  const bytes = 8 + 4 * words(0x5) + samples * 4 * words(0xf00);
  fragments.inThis += samples;
  fragments.samples += samples;
  if (bytes > box.end - box.contentStart) {
    throw claimsTooMuch(`a fragment claims ${samples} samples`);
  }
  if (fragments.inThis > mostInFragment) {
    throw permanent('SOURCE_UNSUPPORTED', `A fragment of the file has more than ${mostInFragment} samples.`);
  }
  spend(budget, { steps: fragments.tracks * samples * sampleSteps, packets: samples });
  fragments.packets.set(fragments.track, (fragments.packets.get(fragments.track) ?? 0) + samples);
}
