import * as z from 'zod';
import { columnOf, defined, type ValuesOf } from './options/option.ts';
import { pieceOptions } from './options/piece.ts';
import { secondsSchema } from './source-time.ts';

type PieceValues = Readonly<ValuesOf<typeof pieceOptions>>;

/** Everything: the default. */
export const wholeSource: PieceValues = columnOf(pieceOptions, 'default');

/** What of a source a task is for; absent from a task for all of it. Seconds from the file's start. */
export const pieceFields = {
  /** Frames whose time is at least `fromS` and less than `toS` (to the millisecond); or the first `frames` from there. */
  piece: z
    .strictObject({ fromS: secondsSchema, toS: secondsSchema.optional(), frames: z.int().min(1).optional() })
    .refine(({ fromS, toS }) => toS === undefined || toS > fromS, { error: 'expected toS after fromS' })
    .refine(({ toS, frames }) => toS === undefined || frames === undefined, { error: 'expected toS or frames' })
    .optional(),
  /** One frame before and after is all that is made: the one on the screen at `atS`. Of an image: the image. */
  preview: z.strictObject({ atS: secondsSchema }).optional(),
};

const pieceSchema = z.object(pieceFields);
export type PieceOfTask = z.infer<typeof pieceSchema>;

/** The fields of a task for these options; none where all of the source is meant, so that ids of tasks stay. */
export function pieceFor({ from, to, frames, preview }: PieceValues): PieceOfTask {
  if (preview !== 'none') return { preview: { atS: preview } };
  if (from === 0 && to === 'end' && frames === 0) return {};
  return {
    piece: { fromS: from, ...(to === 'end' ? {} : { toS: to }), ...(frames === 0 ? {} : { frames }) },
  };
}

type GivenPiece = { readonly [Name in keyof PieceValues]?: PieceValues[Name] | undefined };

/** The piece that is given, and what is not given as in {@link wholeSource}. */
export const wholePiece = ({ from, to, frames, preview }: GivenPiece): PieceValues => ({
  ...wholeSource,
  ...defined({ from, to, frames, preview }),
});

/** What of these options contradicts the rest, as a sentence. */
export function pieceProblem(given: GivenPiece): string | undefined {
  const { from, to, frames, preview } = wholePiece(given);
  if (to !== 'end' && frames > 0) return 'The piece ends at `to`, or after so many `frames`; give one of them.';
  if (to !== 'end' && to <= from) return `The piece ends at ${to} s, which is not after ${from} s, where it begins.`;
  if (preview !== 'none' && (from > 0 || to !== 'end' || frames > 0))
    return 'A `preview` is of one frame, and `from`, `to` and `frames` are of a piece; give one or the other.';
  return undefined;
}
