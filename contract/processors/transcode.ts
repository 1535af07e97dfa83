import * as z from 'zod';
import { option, type ValuesOf } from '../options/option.ts';
import { processor } from './processor.ts';

const options = {
  transcode: option(z.boolean(), false, 'only decode and encode, where nothing else is asked for'),
};

/** Leaves frames as they are: decode and encode, no model. */
export const transcode = processor({
  name: 'transcode',
  schema: z.strictObject({ name: z.literal('transcode') }),
  facts: { changes: 'nothing', needsFaces: false, givesIdentity: false, generates: false, resizes: false },
  options,
  askedBy: 'transcode',
  off: false,
  step: ({ transcode: isAsked }: ValuesOf<typeof options>) => (isAsked ? { name: 'transcode' } : undefined),
  words: { title: 'Encoding only', done: 'transcoded', absent: 'other steps are asked for' },
  preset: { name: 'transcode', asks: true },
});
