import type { BigIntStats } from 'node:fs';
import path from 'node:path';
import type { Report } from '../../../../contract/report.ts';
import { fileEtag } from '../../../../gpu-worker/adapters/local/object-facts.ts';
import type { LocalJob } from '../../asked/files-of-job.ts';
import type { ResultPlan } from '../../results/plan-results.ts';
import { protectFiles } from '../../results/protected-files.ts';
import { mustPlan } from '../../results/taken-text.ts';
import { taskNames } from '../../results/task-names.ts';
import { fileNameFor } from '../../upload-names.ts';
import { settingsOf } from '../submit-local.ts';

/** What tells one version of a file from the next. */
export interface FileState {
  readonly state: string;
  /** As a task names its source. */
  readonly etag: string;
}

export const stateOf = (facts: BigIntStats): FileState => ({
  state: `${facts.size} ${facts.mtimeNs}`,
  etag: fileEtag(facts),
});

/** Whether a report is of a video in this very state, whatever came of it. */
export const isReportOf = ({ source, task }: Report, video: string, etag: string): boolean =>
  path.posix.basename(source.key) === fileNameFor(video) && task?.source.etag === etag;

/** Names for the results of a watched video, none of which is there yet. */
export async function planWatched(
  job: LocalJob,
  stem: string,
  { out, models }: { readonly out: string; readonly models: string },
): Promise<ResultPlan> {
  const names = taskNames(out, stem, await settingsOf(job), 'mp4');
  const files = [job.target, ...job.photos].map((file) => ({ what: 'a file of the watched folder', file }));
  return mustPlan({ folder: out, names }, 'number', protectFiles(files, models));
}
