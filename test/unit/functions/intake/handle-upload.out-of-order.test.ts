import { expect, test } from 'vitest';
import { parseFaceTask } from '../../../../contract/face-task.ts';
import { defaultLimits } from '../../../../contract/task-options.ts';
import { handleUpload } from '../../../../functions/intake/handle-upload.ts';
import { MemoryQueue, MemoryStore, silentLog } from '../../../helpers/stores/memory-store.ts';

const key = 'videos/input/u1/202504051423/a.mp4';

/** A bucket with versions: each has its own etag. */
class VersionedStore extends MemoryStore {
  override head({ versionId = 'v2' }: { readonly bucket: string; readonly key: string; readonly versionId?: string }) {
    const facts = { sizeBytes: 1, etag: `"etag of ${versionId}"`, versionId, metadata: { person: 'anna' } };
    return Promise.resolve(facts);
  }
}

test('events of two versions that come out of order, and twice, are two tasks, each pinned to its version', async () => {
  const queue = new MemoryQueue();
  const ports = { store: new VersionedStore(), queue, log: silentLog };
  for (const versionId of ['v2', 'v1', 'v2']) {
    await handleUpload({ bucket: 'in', key, versionId }, ports, { outputBucket: 'out', limits: defaultLimits });
  }
  // An event without a version means the latest.
  await handleUpload({ bucket: 'in', key }, ports, { outputBucket: 'out', limits: defaultLimits });
  const tasks = queue.bodies.map((body) => {
    const parsed = parseFaceTask(JSON.parse(body));
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  });
  expect(tasks.map(({ source }) => source.versionId)).toEqual(['v2', 'v1', 'v2', 'v2']);
  expect(tasks.map(({ source }) => source.etag)).toEqual(['v2', 'v1', 'v2', 'v2'].map((id) => `etag of ${id}`));
  expect(new Set(tasks.map(({ taskId }) => taskId)).size).toBe(2);
});
