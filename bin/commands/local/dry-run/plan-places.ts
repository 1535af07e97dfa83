import { existsSync } from 'node:fs';
import path from 'node:path';
import { defined } from '../../../../contract/options/option.ts';
import type { LocalJob } from '../../asked/files-of-job.ts';
import { UsageError } from '../../exit-codes.ts';
import { tryFolder } from '../../make-folder.ts';
import { type ResultPlan, writtenNames } from '../../results/plan-results.ts';
import { numberedName } from '../../results/result-names.ts';
import type { LocalRequest, LocalSettings } from '../local-settings.ts';
import { planDemo, planJobs } from '../plan-jobs.ts';
import { previewNames } from '../preview-names.ts';
import type { ForeseenJob } from './foresee-job.ts';
import type { Foresight } from './foresight.ts';

/** Where the results of one job would lie; `done` is the report of an earlier run that did it already. */
export type Place = Pick<Foresight, 'results' | 'done'>;

/** The place of each job, or why none of their results could be written. */
export interface Places {
  readonly byJob: readonly Place[];
  readonly notes: readonly string[];
  readonly problem?: string;
}

/** Names the results of all jobs, looks at what is there and whether the folder takes anything. */
export async function planPlaces(
  jobs: readonly LocalJob[],
  { isDemo, inputs }: LocalRequest,
  settings: LocalSettings,
): Promise<Places> {
  const { out, output } = settings;
  try {
    tryFolder(output === undefined ? '--out' : '--output', out);
    if (jobs.some(({ options }) => typeof options.preview === 'number')) {
      const names = previewNames(jobs, settings);
      const byJob = names.map((name): Place => ({ results: [{ file: freeName(out, name), state: 'new' }] }));
      return { byJob, notes: [] };
    }
    if (isDemo) return { byJob: [{ results: resultsOf(planDemo(settings)) }], notes: [] };
    const { planned, notes } = await planJobs(jobs, inputs, settings);
    const byJob = planned.map(
      ({ plan, done }): Place =>
        done === undefined ? { results: resultsOf(plan) } : { results: [], done: done.reportFile },
    );
    return { byJob, notes };
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    return { byJob: [], notes: [], problem: thrown.message };
  }
}

/** A foresight with its place; what the command line itself refuses counts where there is no other refusal yet. */
export function withPlaces(foreseen: ForeseenJob, { byJob, problem }: Places, index: number): Foresight {
  const refusal = foreseen.refusal ?? (problem === undefined ? undefined : { message: problem });
  return { ...foreseen, results: [], ...byJob[index], ...defined({ refusal }) };
}

const resultsOf = (plan: ResultPlan): Foresight['results'] =>
  writtenNames(plan.names).map((name) => ({
    file: path.join(plan.folder, name),
    state: plan.replaces.has(name) ? 'replaced' : 'new',
  }));

/** A preview takes the next number where its name is taken. */
function freeName(folder: string, name: string): string {
  for (let number = 1; ; number += 1) {
    const file = path.join(folder, numberedName(name, number));
    if (!existsSync(file)) return file;
  }
}
