import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes } from '../../exit-codes.ts';
import { runShown } from '../../progress/run-shown.ts';
import { reportText } from '../../words/report-text.ts';
import { openLocalPipeline } from '../local-pipeline.ts';
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
    const pipeline = await openLocalPipeline(settings, signal, view.say);
    pipeline.onProgress(view.update);
    const named: WatchParts['pipeline'] = {
      ...pipeline,
      run(job) {
        view.begin(path.basename(job.target));
        return pipeline.run(job);
      },
    };
    const onReport: WatchParts['onReport'] = (placed, video) => {
      if (json) process.stdout.write(`${JSON.stringify(placed.report)}\n`);
      else view.tell(reportText(placed, video, quiet));
    };
    const look = watchRound({ folder, out, models, ...wish, pipeline: named, say: view.say, onReport, signal });
    try {
      view.say(`Watching ${folder}; results go to ${out}. Ctrl-C ends it.`);
      while (!signal.aborted) {
        await look(Date.now());
        await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    } finally {
      view.stop();
      await pipeline.close();
    }
    return exitCodes.done;
  });
}
