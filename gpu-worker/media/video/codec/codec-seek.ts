import { asFacelineError } from '../../../errors.ts';
import type { VideoFacts } from '../video-facts.ts';
import { type DecodeSource, pieceTicks } from './codec-input.ts';
import { type DecodedFacts, probeDecoder } from './codec-probe.ts';

/** What a decoder says of frames that refer to what lies before the place it began at. */
const lostReferences = /mmco|reference|\brefs?\b|co.?located|POC|[SPV]PS\b|slice_header|no frame!/i;

/** How decoding is to begin. */
interface DecodeStart {
  readonly source: DecodeSource;
  readonly decoded: DecodedFacts;
  readonly notes: readonly string[];
  /** Whether a line of the decoder's is about the frames that are wanted. */
  readonly isWord: (line: string) => boolean;
}

/**
 * Decodes one frame where decoding is to begin. Where a piece was sought and what came is later than its first frame,
 * the way there was wrong: everything is decoded from the file's start then, and what lies before the piece is dropped.
 * @throws FacelineError as probeDecoder
 */
export async function probeStart(given: DecodeSource): Promise<DecodeStart> {
  // Of a message that is repeated the first is kept.
  const isSaid = (line: string): boolean => line !== '' && !line.includes('Last message repeated');
  const fromStart = async (source: DecodeSource, notes: readonly string[]): Promise<DecodeStart> => {
    return { source, decoded: await probeDecoder(source), notes, isWord: isSaid };
  };
  if (given.facts.piece === undefined) return fromStart(given, []);
  const source = { ...given, facts: await byDecoderClock(given) };
  const { facts } = source;
  const { seekS, enterAt, ...piece } = facts.piece;
  if (seekS === undefined && enterAt === undefined) return fromStart(source, []);
  const decoded = await decodedThere(source);
  if (decoded !== undefined && decoded.ticks <= pieceTicks(facts).first) {
    // Frames before the key frame are decoded without what they refer to, and dropped.
    return { source, decoded, notes: [], isWord: (line) => isSaid(line) && !lostReferences.test(line) };
  }
  const note = 'The source cannot be entered before the piece: it was decoded from its start.';
  return fromStart({ ...source, facts: { ...facts, piece } }, [note]);
}

/** Undefined where nothing can be decoded from there: a stream may say only at its beginning how it is coded. */
async function decodedThere(source: DecodeSource): Promise<DecodedFacts | undefined> {
  try {
    return await probeDecoder(source);
  } catch (thrown) {
    if (asFacelineError(thrown).code !== 'DECODE_FAILED') throw thrown;
    return undefined;
  }
}

/**
 * ffmpeg moves an mp4 whose edit begins within a frame so that its first frame is at 0, and one whose fragments show
 * pictures before their turn (negative offsets, as CMAF has them) so that none is; a piece's times have to move along.
 * Where it ignores an edit, its first frame is the first stored one, and there is nothing to move.
 */
async function byDecoderClock(source: DecodeSource) {
  const { piece, ...whole } = source.facts;
  if (piece === undefined) throw new RangeError('Only a piece has times to move.');
  const same = { ...whole, piece };
  if (whole.container !== 'mov') return same;
  const { ticks } = await probeDecoder({ ...source, facts: whole });
  const isAt = (timeS: number): boolean => ticks === Math.round(timeS * whole.ticksPerSecond);
  if (Number.isNaN(ticks) || isAt(piece.sourceStartS) || isAt(piece.storedStartS)) return same;
  return moved(same, ticks / whole.ticksPerSecond - piece.sourceStartS);
}

function moved<Facts extends VideoFacts & { readonly piece: NonNullable<VideoFacts['piece']> }>(
  facts: Facts,
  byS: number,
) {
  const { seekS, startS, endS } = facts.piece;
  const seek = seekS === undefined ? {} : { seekS: seekS + byS };
  return {
    ...facts,
    timestamps: facts.timestamps.map((timeS) => timeS + byS),
    piece: { ...facts.piece, ...seek, startS: startS + byS, endS: endS + byS },
  };
}
