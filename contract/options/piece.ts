import * as z from 'zod';
import { expectedTime, timeSchema } from '../source-time.ts';
import { option } from './option.ts';

const countSchema = z.int().min(0).max(20_000_000);

/** What of a source is worked on. */
export const pieceOptions = {
  from: option({
    schema: timeSchema,
    default: 0,
    help: 'only a piece of a video: frames from this time on (12.5, 1:02:03.5)',
    placeholder: 'time',
  }),
  to: option({
    schema: z.union([z.literal('end'), timeSchema], { error: expectedTime }),
    default: 'end',
    help: '… and before this time, or to the end',
    placeholder: 'time',
  }),
  frames: option({
    schema: countSchema,
    default: 0,
    help: '… or so many frames (in JSON 0 is all)',
    typed: countSchema.min(1),
  }),
  preview: option({
    schema: z.union([z.literal('none'), timeSchema], { error: expectedTime }),
    default: 'none',
    help: 'instead of a result only the frame on the screen at this time, before and after',
    placeholder: 'time',
  }),
};
