import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exitCodes } from '../../exit-codes.ts';
import { runShown } from '../../progress/run-shown.ts';
import { jobsOf } from '../demo-inputs.ts';
import { type LocalPipeline, openLocalPipeline } from '../local-pipeline.ts';
import type { LocalRequest, LocalSettings } from '../local-settings.ts';
import { dryRunText } from './dry-run-text.ts';
import { foreseeJob } from './foresee-job.ts';
import type { Foresight } from './foresight.ts';
import { planPlaces, withPlaces } from './plan-places.ts';

/**
 * Tells what a run would do, target by target, and leaves nothing: what is tried lies in a folder for temporary files
 * and goes with it.
 * @returns the exit code: 2 where a target would be refused
 */
export function runDryRun(request: LocalRequest, settings: LocalSettings): Promise<number> {
  return runShown(settings, async (view, signal) => {
    const jobs = await jobsOf(request, view.say);
    const places = await planPlaces(jobs, request, settings);
    for (const note of places.notes) view.say(note);
    const folder = await mkdtemp(path.join(tmpdir(), 'faceline-dry-run-'));
    let pipeline: LocalPipeline | undefined;
    const open = async (): Promise<LocalPipeline> => {
      pipeline ??= await openLocalPipeline({ ...settings, out: folder, output: undefined }, signal, view.say);
      return pipeline;
    };
    const foresights: Foresight[] = [];
    try {
      for (const [index, job] of jobs.entries()) {
        signal.throwIfAborted();
        if (places.byJob[index]?.done !== undefined) {
          foresights.push(withPlaces({ target: job.target, models: [], notes: [] }, places, index));
          continue;
        }
        view.say(`${path.basename(job.target)}: looking at it, and trying a few frames …`);
        foresights.push(withPlaces(await foreseeJob(job, settings.models, open), places, index));
      }
    } finally {
      await pipeline?.close();
      await rm(folder, { recursive: true, force: true });
    }
    const [first, ...others] = foresights;
    if (settings.json) print(JSON.stringify(others.length === 0 ? first : foresights, null, 2));
    else print(foresights.map(dryRunText).join('\n'));
    return foresights.every(({ refusal }) => refusal === undefined) ? exitCodes.done : exitCodes.refused;
  });
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);
