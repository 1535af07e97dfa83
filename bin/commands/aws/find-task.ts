import { outputFiles } from '../../../contract/object-keys.ts';
import type { Report } from '../../../contract/report.ts';
import { UsageError } from '../exit-codes.ts';
import { readReport } from '../results/task-files.ts';
import type { Stage } from './stage.ts';

/**
 * The reports of a task: by its output prefix, or by its id, looked for among all results of a stage. The newest run
 * last.
 * @throws UsageError when there is none
 */
export async function findReports(stage: Pick<Stage, 'store' | 'outputBucket'>, task: string): Promise<Report[]> {
  const { store, outputBucket } = stage;
  const prefixes = task.includes('/') ? [withSlash(task)] : ['videos/output/', 'images/output/'];
  const found: Report[] = [];
  for (const prefix of prefixes) {
    for await (const { key } of store.list(outputBucket, prefix)) {
      if (!key.endsWith(`/${outputFiles.report}`) || !(task.includes('/') || key.includes(`/${task}/`))) continue;
      const report = await readReport(store, outputBucket, key.slice(0, -outputFiles.report.length));
      if (report !== undefined) found.push(report);
    }
  }
  if (found.length === 0) {
    throw new UsageError(
      `There is no report of ${task} yet; give a task id, or the output prefix that submit printed.`,
    );
  }
  return found.toSorted((a, b) => (a.task?.run ?? 0) - (b.task?.run ?? 0));
}

const withSlash = (prefix: string): string => (prefix.endsWith('/') ? prefix : `${prefix}/`);
