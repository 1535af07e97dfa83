import { statSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import { type TaskSettings, taskIdFor } from '../../../contract/face-task.ts';
import { defined } from '../../../contract/options/option.ts';
import type { Report } from '../../../contract/report.ts';
import { fileEtag } from '../../../gpu-worker/adapters/local/object-facts.ts';
import type { LocalJob } from '../asked/files-of-job.ts';
import { hasResult, namesIn, readReportFile } from '../results/own-files.ts';
import type { ResultNames } from '../results/result-names.ts';
import { fileNameFor } from '../upload-names.ts';

/** The report that says it is done; else, where something is there instead, what. */
export interface FoundDone {
  readonly done?: { readonly report: Report; readonly reportFile: string };
  readonly why?: string;
}

/**
 * Whether a job's result lies in the folder: a report, numbered or not, of the same source (its name, size and time of
 * change), the same photos (their content) and the same options, and the result that it names.
 * @param settings what the job asks for; undefined where its options contradict each other
 * @param names what the result would be called now
 * @param otherNames what it may have been called when other targets were there
 */
export function findDone(
  job: LocalJob,
  settings: TaskSettings | undefined,
  folder: string,
  names: ResultNames,
  otherNames: readonly ResultNames[],
): FoundDone {
  const files = namesIn(folder).toSorted();
  let why: string | undefined;
  for (const each of [...otherNames, names]) {
    for (const name of files.filter((file) => isReportOf(each, file))) {
      const reportFile = path.join(folder, name);
      const report = readReportFile(reportFile);
      const difference = differenceOf(report, job, settings, folder);
      if (report !== undefined && difference === undefined) return { done: { report, reportFile } };
      // What another target of this stem left under the other name says nothing of this one.
      if (each === names || (report !== undefined && isOf(report, job))) why = `${name} ${difference}`;
    }
  }
  return defined({ why });
}

/** Whether a name is that of a result's report, numbered or not. */
function isReportOf({ report }: ResultNames, name: string): boolean {
  const { name: stem } = path.parse(report);
  return name === report || (name.startsWith(stem) && /^-\d+\.json$/.test(name.slice(stem.length)));
}

const isOf = ({ source }: Report, { target }: LocalJob): boolean =>
  path.posix.basename(source.key) === fileNameFor(target);

function differenceOf(
  report: Report | undefined,
  job: LocalJob,
  settings: TaskSettings | undefined,
  folder: string,
): string | undefined {
  const task = report?.task;
  if (report?.outcome !== 'done' || task === undefined) return 'is no report of a finished task';
  const { key, file = key } = report.source;
  if (!isOf(report, job)) return `is of another file: ${path.basename(file)}`;
  if (settings === undefined) return 'is of other options';
  if (task.source.etag !== fileEtag(statSync(job.target, { bigint: true }))) {
    return `is of another file: ${path.basename(job.target)} has changed since`;
  }
  if (taskIdFor(task.source, settings) !== report.taskId) return `is of ${otherSettings(task, settings)}`;
  return hasResult(folder, report) ? undefined : `names ${report.result?.file}, which is not there as it was made`;
}

const parts: readonly (readonly [keyof TaskSettings, string])[] = [
  ['identities', 'other photos, or another map'],
  ['processors', 'other steps, models or their settings'],
  ['piece', 'another piece'],
  ['encoder', 'another --crf or --encoder-preset'],
  ['use', 'another --use'],
  ['analysis', 'other settings for finding faces'],
];

function otherSettings(made: TaskSettings, wanted: TaskSettings): string {
  const [found] = parts.filter(([part]) => canonicalJson(made[part] ?? null) !== canonicalJson(wanted[part] ?? null));
  return found?.[1] ?? 'other options';
}
