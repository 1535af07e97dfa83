import * as z from 'zod';
import { expectedTime, timeSchema } from '../source-time.ts';
import { option } from './option.ts';

const countSchema = z.int().min(0).max(20_000_000);
const timeOr = <Word extends string>(word: Word) => z.union([z.literal(word), timeSchema], { error: expectedTime });

/** What of a source is worked on. */
export const pieceOptions = {
  from: option(timeSchema, 0, 'only a piece of a video: frames from this time on'),
  to: option(timeOr('end'), 'end', '… and before this time, or to the end'),
  frames: option(countSchema, 0, '… or so many frames (in JSON 0 is all)', { typed: countSchema.min(1) }),
  preview: option(timeOr('none'), 'none', 'no result, only the frame on the screen at this time, before and after'),
};
