import * as z from 'zod';

/** What bounds one task. */
export const limitsSchema = z.strictObject({
  /** Longest side of a picture, pixels. */
  maxSidePx: z.int().min(16).max(16384),
  /** Most pixels of a picture. */
  maxPixels: z.int().min(256),
  /** How long a task waits for a person's first photo, seconds. */
  personWaitS: z.int().min(0).max(43200),
  /** How long one attempt may run, seconds. SQS keeps a message invisible for 12 h at most. */
  deadlineS: z.int().min(1).max(42600),
});
export type Limits = z.infer<typeof limitsSchema>;

export const defaultLimits: Limits = {
  maxSidePx: 8192,
  maxPixels: 36_000_000,
  personWaitS: 900,
  deadlineS: 39_600,
};
