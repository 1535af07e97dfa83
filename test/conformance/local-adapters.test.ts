import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { openFolderObjectStore } from '../../gpu-worker/adapters/local/folder-object-store.ts';
import { localTaskScope } from '../../gpu-worker/adapters/local/local-task-scope.ts';
import { openLocalQueues } from '../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { objectStoreSuite } from './suites/object-store-suite.ts';
import { taskQueueSuite } from './suites/task-queue-suite.ts';
import { taskScopeSuite } from './suites/task-scope-suite.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'faceline-conformance-'));
  folders.push(made);
  return made;
}

taskQueueSuite('SQLite file', async (options) => openLocalQueues(path.join(await folder(), 'queue.db'), options));

objectStoreSuite('folder', async () => {
  const store = await openFolderObjectStore(await folder());
  return { store, bucket: 'media', otherBucket: 'other', close: () => undefined };
});

taskScopeSuite('view of a folder', async () => {
  const owner = await openFolderObjectStore(await folder());
  return { scope: localTaskScope(owner), owner, inputBucket: 'input', outputBucket: 'output' };
});
