import { mkdtempSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { makeFolders } from '../../gpu-worker/make-folders.ts';
import { UsageError } from './exit-codes.ts';
import { systemWords } from './words/system-words.ts';

/**
 * Makes a folder for results that was named on the command line, where it is not there yet, and tries it out.
 * @param option how it was named, for the message
 * @throws UsageError when it cannot be made, or nothing can be written there
 */
export function makeFolder(option: string, folder: string): void {
  try {
    makeFolders(folder);
    // Rights alone do not tell: root may write to /proc, which takes nothing all the same.
    rmdirSync(mkdtempSync(path.join(folder, '.faceline-')));
  } catch (thrown) {
    const why = systemWords(thrown);
    throw new UsageError(`${option}: nothing can be written to ${path.resolve(folder)}: ${why}. Name another folder.`);
  }
}
