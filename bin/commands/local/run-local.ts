import path from 'node:path';
import type { TaskOptions } from '../../../contract/task-options.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import { exitCodes } from '../exit-codes.ts';
import { jobText } from '../words/job-text.ts';
import { reportText } from '../words/report-text.ts';
import { demoModels, prepareDemo } from './demo-inputs.ts';
import { localNotice } from './local-notice.ts';
import { openLocalPipeline } from './local-pipeline.ts';
import type { LocalSettings } from './local-settings.ts';
import { localView } from './local-view.ts';
import type { LocalIdentity } from './read-identity-map.ts';

export interface LocalRequest {
  /** Undefined: the demo's clip. */
  readonly target: string | undefined;
  readonly photos: readonly string[];
  readonly map?: readonly LocalIdentity[] | undefined;
  readonly preset: string | undefined;
  readonly options: TaskOptions;
}

/**
 * One target through the pipeline, and its files under `--out`.
 * @returns the exit code
 */
export async function runLocal(request: LocalRequest, settings: LocalSettings): Promise<number> {
  const view = localView(settings);
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const job =
      request.target === undefined
        ? { ...request, ...(await prepareDemo(view.say)) }
        : { ...request, target: request.target };
    const models = settings.models ?? demoModels;
    view.say(jobText(job));
    view.begin(path.basename(job.target));
    const pipeline = await openLocalPipeline({ ...settings, models }, interrupt.signal, view.say);
    try {
      pipeline.onProgress(view.update);
      const report = await pipeline.run(job);
      const files = await pipeline.collect(report, job, settings.out);
      view.stop();
      if (settings.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      else view.tell(reportText(report, localNotice(report, job.target, settings.out), files, settings.quiet));
      return exitCodeOf(report, settings.strict);
    } finally {
      await pipeline.close();
    }
  } catch (thrown) {
    view.stop();
    if (!interrupt.signal.aborted) throw thrown;
    view.tell('Stopped; nothing was left behind.');
    return exitCodes.interrupted;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
