import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './exit-codes.ts';

/**
 * Makes a folder for results that was named on the command line, where it is not there yet.
 * @param option how it was named, for the message
 * @throws UsageError when it cannot be made, or nothing can be written there
 */
export function makeFolder(option: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new UsageError(`${option}: nothing can be written to ${path.resolve(folder)} (${why}). Name another folder.`);
  }
}
