import type { FaceTask } from '../../contract/face-task.ts';
import type { Result } from '../../contract/report.ts';
import type { PieceWish } from '../media/video/piece.ts';
import type { VideoFacts } from '../media/video/video-facts.ts';

/** What of its source a task is for; undefined: all of it. */
export const wishedPiece = ({ piece, preview }: Pick<FaceTask, 'piece' | 'preview'>): PieceWish | undefined =>
  preview ?? piece;

/** The facts of a piece by the decoder's clock, which may begin a part of a frame from the container's. */
export function asDecoded(facts: VideoFacts, times: Float64Array): VideoFacts {
  const { piece, lastFrameS } = facts;
  const [first, last] = [times[0], times.at(-1)];
  if (piece === undefined || first === undefined || last === undefined) return facts;
  return { ...facts, piece: { ...piece, startS: first, endS: last + lastFrameS } };
}

/** Times in the source as times in a result that begins with the piece, as whole ticks. */
export function timesInResult(times: Float64Array, { piece, ticksPerSecond }: VideoFacts): Float64Array {
  if (piece === undefined) return times;
  return times.map((time) => Math.round((time - piece.startS) * ticksPerSecond) / ticksPerSecond);
}

/** For the report: where the piece lies in the source. */
export const pieceReport = ({ piece }: Pick<VideoFacts, 'piece'>): Pick<Result['media'], 'piece'> =>
  piece === undefined ? {} : { piece: { fromS: piece.startS, toS: piece.endS } };

/** That only a piece was worked on. */
export const pieceNote = ({ piece, timestamps }: Pick<VideoFacts, 'piece' | 'timestamps'>): string[] =>
  piece === undefined
    ? []
    : [
        `Only a piece of the source was worked on: ${timestamps.length} frames from ${piece.startS.toFixed(3)} s to ` +
          `${piece.endS.toFixed(3)} s, with the sound of that time.`,
      ];
