import { prepareDemo } from './demo-inputs.ts';
import type { LocalRequest } from './run-local.ts';
import type { LocalJob } from './submit-local.ts';

/** The jobs of a command line, without a word on where results go; the demo's files are made first. */
export async function jobsOf(
  { jobs, isDemo }: LocalRequest,
  say: (text: string) => void,
): Promise<readonly LocalJob[]> {
  if (!isDemo) return jobs;
  const files = await prepareDemo(say);
  return jobs.map((job) => ({ ...job, ...files }));
}
