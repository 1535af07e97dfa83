import * as z from 'zod';
import { option, someOf, type ValuesOf } from '../options/option.ts';
import { processor } from './processor.ts';

/** What may be drawn of a face: shapes, and words beside its box. */
export const debugItems = [
  'box',
  'landmarks-5',
  'landmarks-68',
  'mask',
  'paste-box',
  'score',
  'angle',
  'track',
  'outcome',
] as const;

const items = someOf(z.enum(debugItems), 'name');

const options = {
  debug: option(z.boolean(), false, 'draw on every frame what is known of its faces'),
  debugItems: option(items, ['box', 'landmarks-5', 'mask', 'score', 'track', 'outcome'], 'what is drawn'),
};

/** Draws what is known of the faces; no model. After the colours, which would change its own. */
export const debug = processor({
  name: 'debug',
  schema: z.strictObject({ name: z.literal('debug'), items: options.debugItems.schema }),
  facts: { changes: 'marks', needsFaces: true, givesIdentity: false, generates: false, resizes: false },
  options,
  askedBy: 'debug',
  off: false,
  step: ({ debug: isAsked, debugItems: items }: ValuesOf<typeof options>) =>
    isAsked ? { name: 'debug', items } : undefined,
  words: { title: 'Debug marks', done: 'marked' },
});
