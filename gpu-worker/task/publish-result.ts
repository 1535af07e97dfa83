import path from 'node:path';
import type { FaceTask } from '../../contract/face-task.ts';
import type { TaskContext } from '../ports.ts';
import { uploadFile } from '../transfer/upload-file.ts';
import { isAiGenerated } from './ai-label.ts';

/** A finished file in scratch and its name under the output prefix. */
export interface FinishedFile {
  readonly name: string;
  readonly file: string;
  readonly contentType: string;
}

/**
 * Puts the finished files under the task's output prefix, each only if absent: whoever was first wins, whole.
 * @returns the published size of each, in the order given, bytes
 */
export async function publishResult(
  task: FaceTask,
  files: readonly FinishedFile[],
  { store, signal }: Pick<TaskContext, 'store' | 'signal'>,
): Promise<readonly number[]> {
  const sizes: number[] = [];
  for (const { name, file, contentType } of files) {
    const address = { bucket: task.output.bucket, key: path.posix.join(task.output.prefix, name) };
    // AI-generated is said on the object, where it survives whatever a tool does to the file.
    const metadata = { ...(isAiGenerated(task) ? { 'ai-generated': 'faceline' } : {}), 'task-id': task.taskId };
    const options = { ifAbsent: true, contentType, metadata };
    signal.throwIfAborted();
    if (store.files === undefined) await uploadFile(store, address, file, { ...options, signal });
    else await store.files.adopt(address, file, options);
    sizes.push((await store.head(address))?.sizeBytes ?? 0);
  }
  return sizes;
}
