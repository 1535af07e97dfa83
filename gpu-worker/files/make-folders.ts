import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { systemCode } from '../errors.ts';

/**
 * Makes a folder and those above it that are not there. Node's own `recursive` tries for ever where a folder's parent
 * is there and yet refuses it as missing, as under /proc.
 * @returns the topmost folder that was made; undefined where all were there
 * @throws the system's error, with its `code`: ENOTDIR where something that is no folder is in the way
 */
export function makeFolders(folder: string): string | undefined {
  const missing = missingFolders(folder);
  for (const each of missing) {
    try {
      mkdirSync(each);
    } catch (thrown) {
      // Somebody else made it meanwhile; or it is a link to nowhere.
      if (systemCode(thrown) !== 'EEXIST' || !isFolder(each)) throw thrown;
    }
  }
  return missing[0];
}

/**
 * A folder and those above it that are not there, the topmost first.
 * @throws the system's error, with its `code`: ENOTDIR where something that is no folder is in the way
 */
export function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let at = path.resolve(folder); !isFolder(at); at = path.dirname(at)) missing.unshift(at);
  return missing;
}

function isFolder(place: string): boolean {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return found !== undefined;
  throw Object.assign(new Error(`ENOTDIR: ${place} is no folder`), { code: 'ENOTDIR' });
}
