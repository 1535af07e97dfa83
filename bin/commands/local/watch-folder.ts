import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes } from '../exit-codes.ts';
import { demoModels } from './demo-inputs.ts';
import { localNotice } from './local-notice.ts';
import { openLocalPipeline } from './local-pipeline.ts';
import type { LocalSettings } from './local-settings.ts';
import { showProgress } from './show-progress.ts';
import { type WatchParts, watchRound } from './watch-round.ts';

const lookEveryMs = 500;

/**
 * Every video that appears in a folder goes through the pipeline, until interrupted: see {@link watchRound}.
 * @returns the exit code
 */
export async function watchFolder(
  folder: string,
  wish: Pick<WatchParts, 'wish' | 'photos'>,
  settings: LocalSettings,
): Promise<number> {
  const view = showProgress(process.stderr);
  const interrupt = new AbortController();
  const { signal } = interrupt;
  const onSignal = (): void => interrupt.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const pipeline = await openLocalPipeline({ ...settings, models: settings.models ?? demoModels }, signal);
  if (!settings.json) pipeline.onProgress(view.update);
  const onReport: WatchParts['onReport'] = (report, video, { reportFile, files }) => {
    if (settings.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else view.say([localNotice(report, video, reportFile), ...files.map((file) => `  ${file}`)].join('\n'));
  };
  const { out, models } = settings;
  const look = watchRound({ folder, out, models, ...wish, pipeline, say: view.say, onReport, signal });
  try {
    view.say(`Watching ${folder}; results go to ${settings.out}. Ctrl-C ends it.`);
    while (!signal.aborted) {
      await look(Date.now());
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    view.stop();
    await pipeline.close();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
  return exitCodes.done;
}
