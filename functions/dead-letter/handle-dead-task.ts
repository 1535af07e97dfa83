import type { Report } from '../../contract/report.ts';
import type { FunctionLog, ReportWriter } from '../ports.ts';
import { writeReport } from '../write-report.ts';
import { type DeadTask, reportDeadTask } from './report-dead-task.ts';

export interface DeadLetterPorts {
  readonly store: ReportWriter;
  readonly log: FunctionLog;
}

/**
 * Ends a dead task with a failed report, unless it has a report already (a worker may have finished it and then lost
 * the message). Afterwards the message may be deleted.
 * @returns `exists` when the task had a report already; then `report` was not written
 * @throws whatever the store throws; trying again is safe
 */
export async function handleDeadTask(
  dead: DeadTask,
  ports: DeadLetterPorts,
  settings: { readonly outputBucket: string },
  now: Date = new Date(),
): Promise<{ readonly written: 'stored' | 'exists'; readonly report: Report }> {
  const report = reportDeadTask(dead, settings.outputBucket, now);
  const written = await writeReport(ports.store, report);
  const { taskId, source, output, error } = report;
  ports.log.warn({ taskId, source, prefix: output.prefix, code: error?.code, written }, 'dead task');
  return { written, report };
}
