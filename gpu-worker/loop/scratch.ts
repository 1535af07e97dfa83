import { chmod, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolders } from '../files/make-folders.ts';
import { processMark, removeLeftBehind } from '../files/process-mark.ts';

/** Makes a fresh folder for one attempt of a task, readable by this user only. */
export async function makeScratch(root: string, taskId: string): Promise<string> {
  makeFolders(root);
  const folder = await mkdtemp(path.join(root, `${processMark}.${taskId}.`));
  await chmod(folder, 0o700);
  return folder;
}

/** Removes a scratch folder, also while a child process that was just stopped still writes its last bytes. */
export async function removeScratch(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Removes what workers that are gone left under the scratch root. Folders of running workers stay. */
export async function removeOldScratch(root: string, nowMs: number): Promise<readonly string[]> {
  makeFolders(root);
  return removeLeftBehind(root, nowMs);
}
