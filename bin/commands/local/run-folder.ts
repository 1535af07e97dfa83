import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  type FolderObjectStore,
  openFolderObjectStore,
} from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import { localObjects, localQueueFile } from '../../../gpu-worker/adapters/local/places.ts';
import { type LocalQueues, openLocalQueues } from '../../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { systemCode } from '../../../gpu-worker/errors.ts';
import { makeFolder, removeEmpty } from '../make-folder.ts';
import { runFolderName } from '../results/passing-names.ts';
import { removeLeftRuns } from './remove-left-runs.ts';

export interface RunFolder {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * A fresh folder for one run's objects, queue and scratch, inside the output folder, beside those of runs at the same
 * time. What runs that were killed left there is removed first. When it is removed, folders that were made for it go
 * with it where nothing else lies in them.
 * @param option how that folder was named, for the message
 * @throws UsageError when nothing can be written there
 */
export async function openRunFolder(option: string, out: string): Promise<RunFolder> {
  let made = makeFolder(option, out);
  await removeLeftRuns(out, Date.now());
  const folder = path.join(out, runFolderName);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw thrown;
    // A run that came to nothing has just taken the folder with it that it had made.
    made = makeFolder(option, out);
    await mkdir(folder, { mode: 0o700 });
  }
  return {
    folder,
    async remove() {
      await rm(folder, { recursive: true, force: true });
      if (made !== undefined) removeEmpty(out, made);
    },
  };
}

/**
 * Objects and queues of a run, in its folder.
 * @throws what stands against opening them, a full disk say; the folder is gone then
 */
export async function openLocalRooms(
  run: RunFolder,
  maxReceives: number,
): Promise<{ readonly store: FolderObjectStore; readonly queues: LocalQueues }> {
  try {
    const store = await openFolderObjectStore(localObjects(run.folder));
    return { store, queues: await openLocalQueues(localQueueFile(run.folder), { maxReceives }) };
  } catch (thrown) {
    await run.remove();
    throw thrown;
  }
}
