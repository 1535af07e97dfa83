import * as z from 'zod';
import { expectedTime, timeSchema } from '../source-time.ts';
import { option } from './option.ts';

const countSchema = z.int().min(0).max(20_000_000);

/** What of a source is worked on. */
export const pieceOptions = {
  from: option(timeSchema, 0, 'only a piece of a video: frames from this time on (12.5, 1:02:03.5)', {
    placeholder: 'time',
  }),
  to: option(
    z.union([z.literal('end'), timeSchema], { error: expectedTime }),
    'end',
    '… and before this time, or to the end',
    { placeholder: 'time' },
  ),
  frames: option(countSchema, 0, '… or so many frames (in JSON 0 is all)', { typed: countSchema.min(1) }),
  preview: option(
    z.union([z.literal('none'), timeSchema], { error: expectedTime }),
    'none',
    'instead of a result only the frame on the screen at this time, before and after',
    { placeholder: 'time' },
  ),
};
