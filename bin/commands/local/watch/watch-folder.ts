import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes } from '../../exit-codes.ts';
import { runShown } from '../../progress/run-shown.ts';
import { reportText } from '../../words/report-text.ts';
import { type LocalPipeline, withPipeline } from '../local-pipeline.ts';
import type { LocalSettings } from '../local-settings.ts';
import { type WatchParts, watchRound } from './watch-round.ts';

const lookEveryMs = 500;

/**
 * Every video that appears in a folder goes through the pipeline, until interrupted: see {@link watchRound}.
 * @returns the exit code
 */
export function watchFolder(
  folder: string,
  wish: Pick<WatchParts, 'wish' | 'photos'>,
  settings: LocalSettings,
): Promise<number> {
  const { out, models, json, quiet } = settings;
  return runShown(settings, async (view, signal) => {
    const onReport: WatchParts['onReport'] = (placed, video) => {
      if (json) process.stdout.write(`${JSON.stringify(placed.report)}\n`);
      else view.tell(reportText(placed, video, quiet));
    };
    const watch = async (pipeline: LocalPipeline): Promise<void> => {
      const run: LocalPipeline['run'] = (job) => {
        view.begin(path.basename(job.target));
        return pipeline.run(job);
      };
      const named = { ...pipeline, run };
      const look = watchRound({ folder, out, models, ...wish, pipeline: named, say: view.say, onReport, signal });
      view.say(`Watching ${folder}; results go to ${out}. Ctrl-C ends it.`);
      while (!signal.aborted) {
        await look(Date.now());
        await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
    };
    await withPipeline(settings, view, signal, watch).catch((thrown: unknown) => {
      if (!signal.aborted) throw thrown;
    });
    return exitCodes.done;
  });
}
