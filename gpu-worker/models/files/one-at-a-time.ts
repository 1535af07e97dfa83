import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolders } from '../../files/make-folders.ts';

const pollMs = 50;
/** SQLite's code for a file that somebody else has locked. */
const busy = 5;

/**
 * Does something while nobody else, in this process or another one, does it under the same guard file. The lock is the
 * kernel's, through SQLite, so a process that is killed lets go of it. The empty guard file stays.
 */
export async function oneAtATime<T>(
  guard: string,
  act: () => Promise<T>,
  options: { readonly signal?: AbortSignal | undefined; readonly onWait?: (() => void) | undefined } = {},
): Promise<T> {
  const { signal, onWait } = options;
  makeFolders(path.dirname(guard));
  const database = new DatabaseSync(guard, { timeout: 0 });
  try {
    for (let waits = false; !takes(database); waits = true) {
      if (!waits) onWait?.();
      await sleep(pollMs, undefined, signal === undefined ? {} : { signal });
    }
    return await act();
  } finally {
    database.close();
  }
}

function takes(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'errcode' in thrown && thrown.errcode === busy) return false;
    throw thrown;
  }
}
