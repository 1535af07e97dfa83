import {
  type FolderObjectStore,
  openFolderObjectStore,
} from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import { localObjects, localQueueFile } from '../../../gpu-worker/adapters/local/places.ts';
import { type LocalQueues, openLocalQueues } from '../../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import type { RunFolder } from './run-folder.ts';

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
