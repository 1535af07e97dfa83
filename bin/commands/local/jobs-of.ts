import { prepareDemo } from './demo-inputs.ts';
import { makeJobs } from './make-jobs.ts';
import type { LocalRequest } from './run-local.ts';
import type { LocalJob } from './submit-local.ts';

/** The jobs of a command line, without a word on where results go; without a target it is the demo. */
export async function jobsOf(
  { targets, inputs: _, ...wish }: LocalRequest,
  say: (text: string) => void,
): Promise<readonly LocalJob[]> {
  return targets.length === 0 ? [{ ...wish, ...(await prepareDemo(say)) }] : makeJobs(targets, wish);
}
