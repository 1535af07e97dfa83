import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolders } from './make-folders.ts';
import { processMark } from './process-mark.ts';

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

/**
 * Writes a new file and waits until it is on the disk. The file is gone again when that fails.
 * @param mode who may read it; this user alone where it is left out
 */
export async function writeNewFile<T>(
  file: string,
  write: (handle: FileHandle) => Promise<T>,
  mode = 0o600,
): Promise<T> {
  const handle = await open(file, 'wx', mode);
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

/** Writes a small file so that a reader, or a power cut, finds the old one or the new one, never a part. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeNewFile(temporary, (handle) => handle.writeFile(text), 0o666);
    await moveDurably(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Renames a file whose contents are on the disk already; the new name survives a power cut. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(path.dirname(to));
}
