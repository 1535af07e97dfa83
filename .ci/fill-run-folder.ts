/**
 * Puts the demo's clip and photo into a run folder, as an uploader does, and its task on the queue. Nothing in it refers
 * to a file outside. Usage: fill-run-folder.ts <folder>
 */
import path from 'node:path';
import { defaultLimits } from '../contract/task-options.ts';
import { uploadMetadata } from '../contract/upload-metadata.ts';
import { writeDemoInputs } from '../examples/demo/encode-demo-clip.ts';
import { handleMessage } from '../functions/intake/handle-upload.ts';
import { openFolderObjectStore } from '../gpu-worker/adapters/local/folder-object-store.ts';
import { localObjects, localQueueFile } from '../gpu-worker/adapters/local/places.ts';
import { openLocalQueues } from '../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { createLog } from '../gpu-worker/log.ts';
import { findFfmpeg } from '../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';
import { uploadFile } from '../gpu-worker/transfer/upload-file.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: fill-run-folder.ts <folder>');
const { path: ffmpeg } = await findFfmpeg();
const demo = await writeDemoInputs(path.resolve('.faceline', 'demo'), ffmpeg);
const store = await openFolderObjectStore(localObjects(folder));
const queues = await openLocalQueues(localQueueFile(folder));
const { signal } = new AbortController();
const [bucket, key] = ['input', 'videos/input/ci/202601010000/demo.mp4'];
await uploadFile(store, { bucket, key: 'persons/demo/1.png' }, demo.photo, { signal });
const metadata = uploadMetadata({ person: 'demo', options: {} });
await uploadFile(store, { bucket, key }, demo.clip, { metadata, signal });
const record = {
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  eventTime: new Date().toISOString(),
  s3: { bucket: { name: bucket }, object: { key } },
};
const rooms = { store, queue: queues.tasks, log: createLog('error') };
const settings = { outputBucket: 'output', limits: defaultLimits };
const [outcome] = await handleMessage(JSON.stringify({ Records: [record] }), rooms, settings);
if (outcome?.kind !== 'sent') throw new Error(`No task was made: ${JSON.stringify(outcome)}`);
queues.close();
