import * as z from 'zod';
import { outputFiles } from '../../contract/object-keys.ts';
import { parseJsonWith } from '../../contract/parse.ts';
import type { Report } from '../../contract/report.ts';
import type { FunctionLog, ReportWriter, UploadReader } from '../ports.ts';
import { writeReport } from '../write-report.ts';
import { type DeadTask, reportDeadTask } from './report-dead-task.ts';

export interface DeadLetterPorts {
  readonly store: ReportWriter & Pick<UploadReader, 'read'>;
  readonly log: FunctionLog;
}

/**
 * Ends a dead task with a failed report, unless it has a report already: the worker writes one itself on the last
 * attempt, and may have finished the task and then lost the message. Afterwards the message may be deleted.
 * @returns the report as it would be, and whether the task is dead indeed: not when the report that lies there is of a
 * task that was done
 * @throws whatever the store throws; trying again is safe
 */
export async function handleDeadTask(
  letter: DeadTask,
  ports: DeadLetterPorts,
  settings: { readonly outputBucket: string },
  now: Date = new Date(),
): Promise<{ readonly dead: boolean; readonly report: Report }> {
  const report = reportDeadTask(letter, settings.outputBucket, now);
  const written = await writeReport(ports.store, report);
  const dead = written === 'stored' || !(await wasDone(ports.store, report.output));
  const { taskId, source, output, error } = report;
  ports.log.warn({ taskId, source, prefix: output.prefix, code: error?.code, written, dead }, 'dead task');
  return { dead, report };
}

const outcomeSchema = z.object({ outcome: z.string() });

async function wasDone(store: DeadLetterPorts['store'], output: Report['output']): Promise<boolean> {
  const address = { bucket: output.bucket, key: `${output.prefix}${outputFiles.report}` };
  const text = Buffer.concat(await Array.fromAsync(store.read(address))).toString('utf8');
  const found = parseJsonWith(outcomeSchema, text, 'report');
  return found.ok && found.value.outcome === 'done';
}
