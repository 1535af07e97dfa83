import type { Processor } from '../processor.ts';

/** Leaves frames as they are: what a task does that only decodes and encodes. */
export const transcode = { name: 'transcode', ready: () => ({}) } satisfies Processor<'transcode'>;
