import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { systemCode } from '../../gpu-worker/errors.ts';
import { UsageError } from './exit-codes.ts';

/**
 * Looks whether a file that was named on the command line may be read: before work, and so that it is not taken for a
 * damaged one.
 * @param option how it was named, for the message
 * @throws UsageError when it may not
 */
export function mustRead(option: string, file: string, access: typeof accessSync = accessSync): void {
  try {
    access(file, constants.R_OK);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const isDenied = ['EACCES', 'EPERM'].includes(systemCode(thrown) ?? '');
    const problem = isDenied ? 'you may not read it. Change its rights (chmod u+r), or ask its owner' : why;
    throw new UsageError(`${option}: ${path.resolve(file)} cannot be read: ${problem}.`);
  }
}

/**
 * The full path of a file or folder that was named on the command line.
 * @param option how it was named, for the message
 * @throws UsageError when it is not there, or a file that may not be read
 */
export function mustExist(option: string, file: string): string {
  if (!existsSync(file)) throw new UsageError(`${option}: there is no ${path.resolve(file)}.`);
  if (statSync(file).isFile()) mustRead(option, file);
  return path.resolve(file);
}

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
