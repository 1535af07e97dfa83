import { statSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import type { LocalJob } from '../asked/files-of-job.ts';
import { filesOfJob, type NamedFile } from '../asked/files-of-job.ts';
import { UsageError } from '../exit-codes.ts';
import { madeFiles, reportsIn } from '../results/own-files.ts';
import { planResults, type ResultPlan, type TakenName } from '../results/plan-results.ts';
import { protectFiles } from '../results/protected-files.ts';
import { resultExtension } from '../results/result-extension.ts';
import { demoNames, namesAfter, type ResultNames } from '../results/result-names.ts';
import { mustPlan, takenError } from '../results/taken-text.ts';
import { possibleNames, taskNames } from '../results/task-names.ts';
import { type FoundDone, findDone } from './find-done.ts';
import type { LocalSettings } from './local-settings.ts';
import { possibleStems, resultStems } from './pair-files.ts';
import { settingsOf } from './submit-local.ts';

export interface PlannedJob {
  readonly job: LocalJob;
  readonly plan: ResultPlan;
  /** An earlier run's report of the very same job. */
  readonly done?: FoundDone['done'];
}

/** Where results go and what is done about names that are taken. */
export type PlanSettings = Pick<LocalSettings, 'out' | 'output' | 'whenTaken' | 'resume' | 'models'>;

/**
 * Names the results of all jobs and looks whether they can be written, before anything is worked on.
 * @param inputs what else the jobs are made of, and is not to be written over
 * @returns the jobs in their order, and sentences on what `--resume` could not skip
 * @throws UsageError that names every file in the way
 */
export async function planJobs(
  jobs: readonly LocalJob[],
  inputs: readonly NamedFile[],
  settings: PlanSettings,
): Promise<{ readonly planned: readonly PlannedJob[]; readonly notes: readonly string[] }> {
  const protectedFiles = protectFiles([...jobs.flatMap(filesOfJob), ...inputs], settings.models);
  const stems = resultStems(jobs.map(({ target }) => target));
  const planned: PlannedJob[] = [];
  const notes: string[] = [];
  const taken: TakenName[] = [];
  const known = { made: madeFiles(settings.out), others: new Set<string>() };
  for (const [index, job] of jobs.entries()) {
    const task = await settingsOf(job);
    const extension = resultExtension(job.target);
    const stem = stems[index] ?? '';
    const { output } = settings;
    const names =
      output === undefined ? taskNames(settings.out, stem, task, extension) : named(output, job.target, extension);
    const stemsBefore = output === undefined ? possibleStems(job.target) : [];
    const otherNames = stemsBefore.flatMap((other) => possibleNames(other, task, extension));
    const { done, why } = settings.resume ? findDone(job, task, settings.out, names, otherNames) : {};
    if (done !== undefined) {
      planned.push({ job, plan: { folder: settings.out, names, replaces: new Map(), protectedFiles }, done });
      continue;
    }
    if (why !== undefined) notes.push(`${path.basename(job.target)} is not done yet: ${why}.`);
    const result = planResults({ folder: settings.out, names }, settings.whenTaken, protectedFiles, known);
    if (result.ok) planned.push({ job, plan: result.plan });
    else taken.push(...result.taken);
  }
  if (taken.length > 0) throw takenError(taken, notes, '--out <folder> or -o <file>');
  return { planned, notes };
}

/** The demo's results may replace those of an earlier demo, and nothing else. */
export function planDemo({ out, whenTaken }: PlanSettings): ResultPlan {
  const report = reportsIn(out).get(demoNames.report);
  return mustPlan({ folder: out, names: demoNames }, isOfDemo(report) ? 'replace' : whenTaken, protectFiles([]));
}

const isOfDemo = (report: Report | undefined): boolean =>
  report?.source.key.endsWith('/demo-clip.mp4') === true &&
  (report.result?.models ?? []).every(({ licence }) => licence === 'demo');

/** @throws UsageError when the result that was named is a folder, or would not be what its name says */
function named(output: string, target: string, extension: string): ResultNames {
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--output: ${output} is a folder; name a file, or give the folder as --out.`);
  }
  const given = path.extname(output).slice(1).toLowerCase().replace('jpeg', 'jpg');
  if (given === extension) return namesAfter(output);
  const made = extension === 'mp4' ? 'A video becomes an mp4' : `${path.basename(target)} stays what it is`;
  throw new UsageError(`--output: ${path.basename(output)} has to end in .${extension}. ${made}.`);
}
