import { permanent } from '../../../../errors.ts';
import { type BoxWalk, countBox, openWalk, visitBox } from './box-walk.ts';
import { type Box, boxesIn } from './boxes.ts';
import type { ByteWindow } from './byte-window.ts';
import { checkIndex } from './fragment-index.ts';
import { chargeTopBoxes } from './fragments.ts';

/** The parser holds all of it. Ten hours at 60 frames a second have less. */
const mostMovieBytes = 64_000_000;

/** How far to look: as far as the parser reads for a header, or through all of the file. */
export type Look = 'header' | 'all';

/**
 * Checks of mp4 and mov files that mediabunny does not make. They follow the parser: into the same boxes, whatever
 * the file begins with. A box that claims more bytes than the file has left was cut short. Tables may claim no more
 * than they hold, and all of them together no more than can be read in a short time and little memory.
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_UNSUPPORTED, SOURCE_TOO_LARGE
 */
export async function checkBoxes(window: ByteWindow, look: Look): Promise<void> {
  const walk = openWalk(window);
  const { sizeBytes } = window;
  for await (const box of boxesIn(window, 0, sizeBytes)) {
    countBox(walk, 'file');
    walk.fragments.topBoxes++;
    if (box.end > sizeBytes) {
      // Trailing bytes that are no box at all are common; only what carries the film is asked for in full.
      if (box.type === 'mdat' || box.type === 'moov') throw cutShort(box, sizeBytes);
      break;
    }
    if (box.type === 'moov' && box.end - box.start > mostMovieBytes) throw tooManyTables();
    if (box.type === 'moov' || box.type === 'moof') await visitBox(walk, box, 'file');
    if (look === 'header' && hasSeenPictures(walk)) break;
  }
  if (!walk.isFragmented) return;
  chargeTopBoxes(walk.fragments, walk.budget);
  await checkIndex(window, walk.fragments, walk.budget);
}

/** Whether the first two frames of every video track were passed, behind which the parser does not look for a header. */
function hasSeenPictures({ isFragmented, videoTracks, fragments }: BoxWalk): boolean {
  if (!isFragmented || fragments.samples === 0) return false;
  return [...videoTracks].every((track) => (fragments.packets.get(track) ?? 0) > 1);
}

const cutShort = (box: Box, end: number) =>
  permanent(
    'SOURCE_UNREADABLE',
    `The file is cut short: its ${box.type} box ends at byte ${box.end}, the file at ${end}.`,
  );

const tooManyTables = () =>
  permanent(
    'SOURCE_TOO_LARGE',
    `The tables of the file are larger than ${mostMovieBytes / 1e6} MB; cut the film into parts.`,
  );
