import { permanent } from '../../errors.ts';

/** What of a video is wanted, seconds from the file's start: frames of a time, so many of them, or one on the screen. */
export type PieceWish =
  | { readonly fromS: number; readonly toS?: number | undefined; readonly frames?: number | undefined }
  | { readonly atS: number };

/** Where a piece lies in its file. */
export interface PieceFacts {
  /** The container's time of the key frame from which decoding begins; absent: from the file's start. */
  readonly seekS?: number;
  /** Of a transport stream, which has no index: the byte at which it is entered, a little before that key frame. */
  readonly enterAt?: number;
  /** Time of the first frame of the whole source, and of the first that is stored: an edit may hide what leads to it. */
  readonly sourceStartS: number;
  readonly storedStartS: number;
  /** Time of its first frame, seconds from the file's start: 0 in the result. */
  readonly startS: number;
  /** End of its last frame, and of the sound that belongs to it. */
  readonly endS: number;
}

/** People copy times that were rounded to milliseconds: a frame that begins within half of one is meant. */
const roundingS = 0.0005;

/**
 * Picks the frames of a piece.
 * @param times of frames in display order, seconds; all of the piece are among them, and what is on the screen before
 * @returns the first one and the one after the last; the same where there is none
 */
export function pickPiece(times: Float64Array, wish: PieceWish): { readonly first: number; readonly end: number } {
  const firstFrom = (timeS: number): number => {
    const found = times.findIndex((time) => time >= timeS - roundingS);
    return found < 0 ? times.length : found;
  };
  if ('atS' in wish) {
    // The last that has begun; before the first frame, the first.
    const begun = times.findLastIndex((time) => time <= wish.atS + roundingS);
    const first = Math.max(0, begun);
    return { first, end: Math.min(times.length, first + 1) };
  }
  const { fromS, toS = Number.POSITIVE_INFINITY, frames = Number.POSITIVE_INFINITY } = wish;
  const first = firstFrom(fromS);
  return { first, end: Math.max(first, Math.min(first + frames, firstFrom(toS))) };
}

/** From when on frames matter. */
export const beginOf = (wish: PieceWish): number => ('atS' in wish ? wish.atS : wish.fromS);

/**
 * No picture is stored later than this many packets after its turn: a decoder holds 16 of them at most, and some files
 * store two fields a picture.
 */
export const mostReordered = 64;

/**
 * Tells in decode order when all frames of a piece have been seen, and the one after it, which ends the last.
 * @param startS the container's clock at the file's start
 */
export function pieceIsOver(wish: PieceWish, startS: number): (packet: { readonly timestamp: number }) => boolean {
  const toS = 'atS' in wish ? wish.atS + 2 * roundingS : (wish.toS ?? Number.POSITIVE_INFINITY);
  const most = 'atS' in wish ? Number.POSITIVE_INFINITY : (wish.frames ?? Number.POSITIVE_INFINITY);
  let within = 0;
  let beyond = 0;
  return ({ timestamp }) => {
    const timeS = timestamp - startS;
    if (timeS < beginOf(wish) - roundingS) {
      beyond = 0;
      return false;
    }
    within += 1;
    beyond = timeS >= toS - roundingS || within > most ? beyond + 1 : 0;
    return beyond >= mostReordered;
  };
}

const seconds = (timeS: number): string => `${timeS.toFixed(3)} s`;

/** The refusal of a piece that holds nothing. @param durationS from the file's start to the end of its last frame */
export function pieceOutside(wish: PieceWish, durationS: number) {
  const what = 'atS' in wish ? `a preview at ${seconds(wish.atS)}` : `a piece from ${seconds(wish.fromS)} on`;
  if (beginOf(wish) >= durationS - roundingS) {
    return permanent('PIECE_OUTSIDE', `The source ends at ${seconds(durationS)}; ${what} lies beyond its end.`);
  }
  const toS = 'atS' in wish ? wish.atS : (wish.toS ?? durationS);
  return permanent(
    'PIECE_OUTSIDE',
    `No frame of the source begins between ${seconds(beginOf(wish))} and ${seconds(toS)}; ask for a longer piece of its ${seconds(durationS)}.`,
  );
}

/**
 * What is to be said of a piece that ends with its source although more was asked for.
 * @param frames how many there are
 * @param endS where the source's last frame ends
 */
export function pieceNotes(wish: PieceWish, frames: number, endS: number): string[] {
  if ('atS' in wish) return [];
  const { fromS, toS, frames: wanted } = wish;
  if (toS !== undefined && toS > endS + roundingS)
    return [`The source ends at ${seconds(endS)}, and so does the piece, which was to end at ${seconds(toS)}.`];
  if (wanted !== undefined && frames < wanted)
    return [`From ${seconds(fromS)} on the source has ${frames} frames; ${wanted} were asked for.`];
  return [];
}
