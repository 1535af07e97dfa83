import type { FaceTask } from '../../contract/face-task.ts';
import type { TaskSink } from '../ports.ts';
import { forEachBounded } from './for-each-bounded.ts';

/** SQS takes so many messages at once, and so many bytes of them. */
const mostInBatch = 10;
const mostBatchBytes = 256 * 1024;
const batchesAtOnce = 8;

/** Sends tasks in batches. Safe to repeat: the same tasks have the same ids, and a worker does each id once. */
export async function sendTasks(tasks: readonly FaceTask[], queue: TaskSink): Promise<void> {
  const batches = inBatches(tasks.map((task) => JSON.stringify(task)));
  await forEachBounded(batches, batchesAtOnce, (batch) => queue.send(batch));
}

/** Bodies in their order, in batches as SQS takes them. */
export function inBatches(bodies: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let batch: string[] = [];
  let batchBytes = 0;
  for (const body of bodies) {
    const sizeBytes = Buffer.byteLength(body);
    if (batch.length > 0 && (batch.length === mostInBatch || batchBytes + sizeBytes > mostBatchBytes)) {
      batches.push(batch);
      batch = [];
      batchBytes = 0;
    }
    batch.push(body);
    batchBytes += sizeBytes;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}
