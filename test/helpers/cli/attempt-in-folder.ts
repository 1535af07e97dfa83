import { lstat, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeJobs } from '../../../bin/commands/local/asked-jobs.ts';
import { type PlanSettings, planJobs } from '../../../bin/commands/local/plan-jobs.ts';
import { type JobEnd, runJobs } from '../../../bin/commands/local/run-jobs.ts';
import type { TaskOptions } from '../../../contract/options/options.ts';
import { fakePipeline } from './fake-pipeline.ts';

export type Put = (name: string, text?: string) => Promise<void>;

/** What one command is given; names in its folder. */
export interface Attempt {
  readonly settings?: Partial<PlanSettings>;
  readonly targets?: readonly string[];
  readonly photos?: readonly string[];
  readonly options?: TaskOptions;
  readonly inputs?: readonly string[];
  readonly meanwhile?: (folder: string, put: Put) => Promise<unknown>;
}

/** Everything in a folder: what each entry is, and what is in it. */
export async function snapshot(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of (await readdir(folder)).filter((each) => !each.startsWith('.store')).sort()) {
    const file = path.join(folder, name);
    const facts = await lstat(file);
    if (facts.isSymbolicLink()) found.set(name, `link to ${await readlink(file)}`);
    else found.set(name, facts.isFile() ? await readFile(file, 'utf8') : 'folder');
  }
  return found;
}

/** One command in a folder that holds a clip and a photo, all in one place unless told otherwise. */
export async function attempt(
  folder: string,
  { settings, targets = ['clip.mp4'], photos = ['me.jpg'], ...given }: Attempt,
) {
  const full = (names: readonly string[]) => names.map((name) => path.join(folder, name));
  const put: Put = (name, text = `somebody's ${name}`) => writeFile(path.join(folder, name), text);
  const pipeline = await fakePipeline(
    path.join(folder, '.store'),
    async () => void (await given.meanwhile?.(folder, put)),
  );
  const jobs = makeJobs(full(targets), { photos: full(photos), options: given.options ?? {} });
  const inputs = full(given.inputs ?? []).map((file) => ({ what: 'an input', file }));
  const plan = { out: folder, whenTaken: 'refuse', resume: false, models: 'no-models', ...settings } as const;
  const output = plan.output === undefined ? {} : { output: path.join(folder, plan.output) };
  const models = path.join(folder, plan.models);
  const { planned } = await planJobs(jobs, inputs, { ...plan, ...output, models });
  const ends: JobEnd[] = [];
  const listener = { onStart: () => undefined, onEnd: (end: JobEnd) => void ends.push(end) };
  await runJobs(planned, pipeline, listener, new AbortController().signal);
  return ends;
}
