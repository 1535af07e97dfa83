import * as z from 'zod';

/** The longest film there is, seconds: a container counts no further. */
const longestS = 1_000_000;
const expectedTime = 'expected a time in the source such as 12.5, 1:02 or 1:02:03.5';

/**
 * Reads a time as people write it: seconds, minutes:seconds or hours:minutes:seconds, with a fraction or without.
 * @returns seconds; undefined for what is no time
 */
export function parseTime(text: string): number | undefined {
  const match = /^(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,7}(?:\.\d{1,9})?)$/.exec(text.trim());
  if (match === null) return undefined;
  const [hours, minutes, seconds] = [match[1], match[2], match[3]].map((part) => Number(part ?? 0));
  if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  // 75 seconds are a time of their own; after minutes, and minutes after hours, they are a slip.
  if ((match[2] !== undefined && seconds >= 60) || (match[1] !== undefined && minutes >= 60)) return undefined;
  return hours * 3600 + minutes * 60 + seconds;
}

const secondsSchema = z.number().min(0).max(longestS);
/** A time: a number of seconds, or text that {@link parseTime} reads. Becomes seconds. */
const timeSchema = z
  .union([z.number(), z.string().transform((text) => parseTime(text) ?? Number.NaN)])
  .pipe(z.number({ error: expectedTime }).min(0).max(longestS));

/** What of a source is worked on, in the options of a task. */
export const pieceOptions = {
  /** Frames from this time on; 0 is the source's beginning. */
  from: timeSchema,
  /** Frames before this time, or to the end. */
  to: z.union([z.literal('end'), timeSchema], { error: expectedTime }),
  /** So many frames from `from` on; 0 is all of them. */
  frames: z.int().min(0).max(20_000_000),
  /** Instead of a result, one frame before and after: the one on the screen at this time. */
  preview: z.union([z.literal('none'), timeSchema], { error: expectedTime }),
};

export interface PieceOptions {
  readonly from: number;
  readonly to: number | 'end';
  readonly frames: number;
  readonly preview: number | 'none';
}

/** Everything: the default. */
export const wholeSource: PieceOptions = { from: 0, to: 'end', frames: 0, preview: 'none' };

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
export function pieceFor({ from, to, frames, preview }: PieceOptions): PieceOfTask {
  if (preview !== 'none') return { preview: { atS: preview } };
  if (from === 0 && to === 'end' && frames === 0) return {};
  return {
    piece: { fromS: from, ...(to === 'end' ? {} : { toS: to }), ...(frames === 0 ? {} : { frames }) },
  };
}

type GivenPiece = { readonly [Name in keyof PieceOptions]?: PieceOptions[Name] | undefined };

/** What of these options contradicts the rest, as a sentence; what is not given is as in {@link wholeSource}. */
export function pieceProblem({ from = 0, to = 'end', frames = 0, preview = 'none' }: GivenPiece): string | undefined {
  if (to !== 'end' && frames > 0) return 'The piece ends at `to`, or after so many `frames`; give one of them.';
  if (to !== 'end' && to <= from) return `The piece ends at ${to} s, which is not after ${from} s, where it begins.`;
  if (preview !== 'none' && (from > 0 || to !== 'end' || frames > 0))
    return 'A `preview` is of one frame, and `from`, `to` and `frames` are of a piece; give one or the other.';
  return undefined;
}
