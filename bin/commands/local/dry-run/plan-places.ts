import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../../exit-codes.ts';
import { type ResultPlan, writtenNames } from '../../results/plan-results.ts';
import { numberedName } from '../../results/result-names.ts';
import type { LocalSettings } from '../local-settings.ts';
import { planDemo, planJobs } from '../plan-jobs.ts';
import { previewNames } from '../preview-names.ts';
import type { LocalRequest } from '../run-local.ts';
import type { LocalJob } from '../submit-local.ts';
import type { ForeseenJob } from './foresee-job.ts';
import type { Foresight } from './foresight.ts';

/** Where the results of each job would lie, or why none of them could be written. */
export type Places =
  | { readonly ok: true; readonly byJob: readonly Foresight['results'][] }
  | { readonly ok: false; readonly problem: string };

/** Names the results of all jobs, and looks at what is there. */
export async function planPlaces(
  jobs: readonly LocalJob[],
  { isDemo, inputs }: LocalRequest,
  settings: LocalSettings,
): Promise<Places> {
  try {
    if (jobs.some(({ options }) => typeof options.preview === 'number')) {
      const names = previewNames(jobs, settings);
      return { ok: true, byJob: names.map((name) => [{ file: freeName(settings.out, name), state: 'new' }]) };
    }
    if (isDemo) return { ok: true, byJob: [resultsOf(planDemo(settings))] };
    const { planned } = await planJobs(jobs, inputs, settings);
    return { ok: true, byJob: planned.map(({ plan }) => resultsOf(plan)) };
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    return { ok: false, problem: thrown.message };
  }
}

/** A foresight with its places; names that are taken are a refusal where there is no other yet. */
export function withPlaces(foreseen: ForeseenJob, places: Places, index: number): Foresight {
  if (places.ok) return { ...foreseen, results: places.byJob[index] ?? [] };
  const refusal = { message: places.problem, advice: 'Say where else results go, or what becomes of those there.' };
  return { ...foreseen, results: [], refusal: foreseen.refusal ?? refusal };
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
