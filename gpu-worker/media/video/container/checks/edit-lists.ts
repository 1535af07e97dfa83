import { permanent } from '../../../../errors.ts';
import type { Box } from './boxes.ts';
import type { ByteWindow } from './byte-window.ts';
import { claimsTooMuch } from './damage.ts';

/** An edit list of that many entries is a cutting room's, not a film's. */
const mostEdits = 1000;

/**
 * An empty edit (a delay) and one edit of the media are what every player agrees on: a track of several is played by
 * ffmpeg in another order than its packets lie, so that copied sound would not fit the picture.
 * @param box an `elst`
 * @throws FacelineError SOURCE_UNREADABLE, SOURCE_UNSUPPORTED
 */
export async function checkEdits(window: ByteWindow, box: Box): Promise<void> {
  const header = await window.read(box.contentStart, 8);
  if (header.length < 8) return;
  const isWide = header[0] === 1;
  const entryBytes = isWide ? 20 : 12;
  const count = header.readUInt32BE(4);
  if (count * entryBytes > box.end - box.contentStart - 8) throw claimsTooMuch(`an edit list claims ${count} edits`);
  if (count > mostEdits) throw inPieces(count);
  let mediaEdits = 0;
  for (let entry = 0; entry < count; entry++) {
    const bytes = await window.read(box.contentStart + 8 + entry * entryBytes, entryBytes);
    const mediaTime = isWide ? Number(bytes.readBigInt64BE(8)) : bytes.readInt32BE(4);
    if (mediaTime !== -1) mediaEdits++;
  }
  if (mediaEdits > 1) throw inPieces(mediaEdits);
}

const inPieces = (pieces: number) =>
  permanent(
    'SOURCE_UNSUPPORTED',
    `A track of this file is played in ${pieces} pieces (an edit list); export it as one continuous video.`,
  );
