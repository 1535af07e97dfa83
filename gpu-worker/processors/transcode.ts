import type { ReadyStep } from './processor.ts';

/** Leaves frames as they are: what a task does that only decodes and encodes. */
export const readyTranscode = (): ReadyStep => ({});
