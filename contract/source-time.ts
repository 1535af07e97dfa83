import * as z from 'zod';

/** The longest film there is, seconds: a container counts no further. */
const longestS = 1_000_000;
export const expectedTime = 'expected a time in the source such as 12.5, 1:02 or 1:02:03.5';

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

export const secondsSchema = z.number().min(0).max(longestS);
/** A time: a number of seconds, or text that {@link parseTime} reads. Becomes seconds. */
export const timeSchema = z
  .union([z.number(), z.string().transform((text) => parseTime(text) ?? Number.NaN)])
  .pipe(z.number({ error: expectedTime }).min(0).max(longestS));
