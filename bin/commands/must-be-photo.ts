import { statSync } from 'node:fs';
import { UsageError } from './exit-codes.ts';
import { mustExist } from './must-exist.ts';

/**
 * The full path of a photo that was named on the command line, or in a file that was.
 * @param place where it was named, for the message
 * @throws UsageError when it is not there, no file, or empty
 */
export function mustBePhoto(place: string, file: string): string {
  const full = mustExist(place, file);
  const facts = statSync(full);
  if (!facts.isFile()) throw new UsageError(`${place}: ${full} is a folder; name the photos in it.`);
  if (facts.size === 0) throw new UsageError(`${place}: ${full} is empty (0 bytes).`);
  return full;
}
