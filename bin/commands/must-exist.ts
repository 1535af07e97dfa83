import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './exit-codes.ts';
import { mustRead } from './must-read.ts';

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
