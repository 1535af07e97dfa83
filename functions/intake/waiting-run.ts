import type { FaceTask } from '../../contract/face-task.ts';
import { outputFiles, outputPrefix, parseUploadKey } from '../../contract/object-keys.ts';
import { parseReport } from '../../contract/report.ts';
import type { UploadReader } from '../ports.ts';

const mostRuns = 100;

/**
 * The run of a task that waits for its archived source: the one after the last that failed with SOURCE_ARCHIVED.
 * Undefined when the task was never tried, is done, or failed for another reason: then nobody waits.
 */
export async function waitingRun(task: FaceTask, store: UploadReader): Promise<FaceTask | undefined> {
  const upload = parseUploadKey(task.source.key);
  if (upload === undefined) return undefined;
  for (let run = 1; run <= mostRuns; run += 1) {
    const prefix = outputPrefix(upload, task.taskId, run);
    const report = { bucket: task.output.bucket, key: `${prefix}${outputFiles.report}` };
    if ((await store.head(report)) === undefined) {
      return run === 1 ? undefined : { ...task, run, output: { ...task.output, prefix } };
    }
    const chunks = await Array.fromAsync(store.read(report));
    const parsed = parseReport(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (!parsed.ok || parsed.value.error?.code !== 'SOURCE_ARCHIVED') return undefined;
  }
  return undefined;
}
