import type { FaceTask } from '../../../contract/face-task.ts';
import { prefixOfRun } from '../../../contract/object-keys.ts';
import type { Report } from '../../../contract/report.ts';
import { UsageError } from '../exit-codes.ts';

/**
 * A failed task once more: the same in all but its run, which is raised, so that reports stay write-once.
 * @throws UsageError when the newest report is not a failure, or carries no task
 */
export function redriveTask(reports: readonly Report[], now: Date): FaceTask {
  const last = reports.at(-1);
  if (last === undefined) throw new UsageError('There is no report to redrive from.');
  const { task, outcome, taskId } = last;
  if (outcome !== 'failed') throw new UsageError(`Task ${taskId} is ${outcome}; only a failed one can be redriven.`);
  if (task === undefined) throw new UsageError(`The report of ${taskId} carries no task; upload the source again.`);
  const run = task.run + 1;
  return {
    ...task,
    run,
    output: { ...task.output, prefix: prefixOfRun(task.output.prefix, run) },
    requester: { ...task.requester, requestedAt: now.toISOString() },
  };
}
