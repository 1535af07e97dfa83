import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { submitLocal } from '../../../../../bin/commands/local/submit-local.ts';
import { parseFaceTask } from '../../../../../contract/face-task.ts';
import { openFolderObjectStore } from '../../../../../gpu-worker/adapters/local/folder-object-store.ts';
import { openLocalQueues } from '../../../../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { allBytes } from '../../../../helpers/files/bytes.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { silentLog } from '../../../../helpers/workers/silent-log.ts';

test('the person of a submission has its own photos only, whatever was submitted under the same name before', async () => {
  const folder = await temporaryFolder();
  const store = await openFolderObjectStore(path.join(folder, 'objects'));
  const queues = await openLocalQueues(':memory:');
  const files = new Map<string, string>();
  const rooms = { store, queue: queues.tasks, log: silentLog, files };
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const target = await file('x.mp4', 'film');
  /** The photos that the worker will find for the next task. */
  const submitWith = async (photo: string): Promise<string[]> => {
    await submitLocal({ target, photos: [photo], options: {} }, rooms, AbortSignal.timeout(10_000));
    const message = await queues.tasks.receive({ visibilityS: 60, waitS: 0 });
    const task = parseFaceTask(JSON.parse(message?.body ?? 'null'));
    const source = task.ok ? task.value.identities[0]?.source : undefined;
    if (typeof source !== 'object') throw new Error(`no person in ${message?.body}`);
    const texts = [];
    for await (const { key } of store.list('input', `persons/${source.person}/`)) {
      texts.push((await allBytes(store.read({ bucket: 'input', key }))).toString());
    }
    return texts;
  };
  expect(await submitWith(await file('person.png', 'somebody'))).toEqual(['somebody']);
  expect(await submitWith(await file('x.png', 'somebody else'))).toEqual(['somebody else']);
  queues.close();
});
