/** Puts the demo's clip and photo into a run folder and its task on the queue. Usage: fill-run-folder.ts <folder> */
import path from 'node:path';
import { submitLocal } from '../bin/commands/local/submit-local.ts';
import { writeDemoInputs } from '../examples/demo/encode-demo-clip.ts';
import { openFolderObjectStore } from '../gpu-worker/adapters/local/folder-object-store.ts';
import { localObjects, localQueueFile } from '../gpu-worker/adapters/local/places.ts';
import { openLocalQueues } from '../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { createLog } from '../gpu-worker/log.ts';
import { findFfmpeg } from '../gpu-worker/video/find-ffmpeg.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: fill-run-folder.ts <folder>');
const { path: ffmpeg } = await findFfmpeg();
const demo = await writeDemoInputs(path.resolve('.faceline', 'demo'), ffmpeg);
const store = await openFolderObjectStore(localObjects(folder));
const queues = await openLocalQueues(localQueueFile(folder));
const job = { target: demo.clip, photos: [demo.photo], options: {} };
const rooms = { store, queue: queues.tasks, log: createLog('error') };
await submitLocal(job, rooms, new AbortController().signal);
queues.close();
