import { lstatSync, mkdtempSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { makeFolders, missingFolders } from '../../gpu-worker/files/make-folders.ts';
import { UsageError } from './exit-codes.ts';
import { systemWords } from './system-words.ts';

/**
 * Makes a folder for results that was named on the command line, where it is not there yet, and tries it out.
 * @param option how it was named, for the message
 * @returns the topmost folder that was made; undefined where all were there
 * @throws UsageError when it cannot be made, or nothing can be written there
 */
export const makeFolder = (option: string, folder: string): string | undefined =>
  told(option, folder, () => {
    const made = makeFolders(folder);
    tryOut(folder);
    return made;
  });

/**
 * Tries out whether {@link makeFolder} could make a folder and something be written there, and makes none.
 * @throws UsageError when it could not
 */
export const tryFolder = (option: string, folder: string): void =>
  told(option, folder, () => {
    const [topmost] = missingFolders(folder);
    if (topmost !== undefined && lstatSync(topmost, { throwIfNoEntry: false }) !== undefined) {
      throw new Error(`${topmost} is a link to nowhere`);
    }
    tryOut(topmost === undefined ? folder : path.dirname(topmost));
  });

/** Removes a folder and those above it up to the topmost that {@link makeFolder} made, as far as they are empty. */
export function removeEmpty(folder: string, topmost: string): void {
  try {
    for (let at = path.resolve(folder); at.startsWith(topmost); at = path.dirname(at)) rmdirSync(at);
  } catch {
    // Something lies there, or somebody has removed it.
  }
}

/** Rights alone do not tell: root may write to /proc, which takes nothing all the same. */
const tryOut = (folder: string): void => rmdirSync(mkdtempSync(path.join(folder, '.faceline-')));

function told<T>(option: string, folder: string, attempt: () => T): T {
  try {
    return attempt();
  } catch (thrown) {
    const why = systemWords(thrown);
    throw new UsageError(`${option}: nothing can be written to ${path.resolve(folder)}: ${why}. Name another folder.`);
  }
}
