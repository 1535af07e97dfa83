import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeFolders } from '../../files/make-folders.ts';
import { isLeftBehind, processMark } from '../../files/process-mark.ts';

/** Makes a folder's entries survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it, durably. */
export async function makeFolder(folder: string): Promise<void> {
  const first = makeFolders(folder);
  if (first === undefined) return;
  // Every folder that gained an entry: from the one above the first new folder down to the one above the last.
  const top = path.dirname(first);
  for (let above = path.dirname(folder); above.length >= top.length; above = path.dirname(above)) {
    await syncFolder(above);
    if (above === path.dirname(above)) break;
  }
}

/** A temporary file's path in `folder`, named after this process. */
export const temporaryPath = (folder: string): string =>
  path.join(folder, `${processMark}.${randomBytes(6).toString('hex')}`);

/** Writes a new file and waits until it is on the disk. The file is gone again when that fails. */
export async function writeNewFile<T>(file: string, write: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, 'wx', 0o600);
  try {
    const result = await write(handle);
    await handle.sync();
    return result;
  } catch (cause) {
    await rm(file, { force: true });
    throw cause;
  } finally {
    await handle.close();
  }
}

/** Removes what processes that are gone left in a folder whose names begin with a process mark. */
export async function removeLeftBehind(folder: string, nowMs: number): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await readdir(folder)) {
    const entry = path.join(folder, name);
    const facts = await stat(entry).catch(() => undefined);
    if (facts === undefined || !isLeftBehind(name, facts.mtimeMs, nowMs)) continue;
    await rm(entry, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    removed.push(name);
  }
  return removed;
}
