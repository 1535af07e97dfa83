import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import type { TaskOptions } from '../../../contract/task-options.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import { exitCodes } from '../exit-codes.ts';
import { demoModels, prepareDemo } from './demo-inputs.ts';
import { localNotice } from './local-notice.ts';
import { openLocalPipeline } from './local-pipeline.ts';
import type { LocalSettings } from './local-settings.ts';
import type { LocalIdentity } from './read-identity-map.ts';
import { showProgress } from './show-progress.ts';

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
  const view = showProgress(process.stderr);
  const say = settings.json ? () => undefined : view.say;
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const job =
      request.target === undefined
        ? { ...request, ...(await prepareDemo(say)) }
        : { ...request, target: request.target };
    const models = settings.models ?? demoModels;
    say(`${path.basename(job.target)}: ${whoIsWho(job)}`);
    const pipeline = await openLocalPipeline({ ...settings, models }, interrupt.signal);
    try {
      if (!settings.json) pipeline.onProgress(view.update);
      const report = await pipeline.run(job);
      const files = await pipeline.collect(report, job, settings.out);
      view.stop();
      if (settings.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      else tell(report, localNotice(report, job.target, settings.out), files, say);
      return exitCodeOf(report, settings.strict);
    } finally {
      await pipeline.close();
    }
  } catch (thrown) {
    view.stop();
    if (!interrupt.signal.aborted) throw thrown;
    say('Stopped; nothing was left behind.');
    return exitCodes.interrupted;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** For the first line: what becomes of the faces. */
function whoIsWho({ photos, map = [] }: Pick<LocalRequest, 'photos' | 'map'>): string {
  const faces = `face of ${photos.map((photo) => path.basename(photo)).join(', ')}`;
  if (map.length === 0) return photos.length === 0 ? 'no person' : faces;
  return `a map of ${map.length} ${map.length === 1 ? 'identity' : 'identities'}${photos.length === 0 ? '' : `, and for the others the ${faces}`}`;
}

function tell(report: Report, notice: string, files: readonly string[], say: (text: string) => void): void {
  say(`\n${notice}`);
  for (const { key, note } of report.result?.persons.flatMap(({ photos }) => photos) ?? []) {
    if (note !== undefined) say(`${path.basename(key)}: ${note}`);
  }
  for (const [note, names] of notesOf(report)) say(`${names.join(', ')}: ${note}`);
  for (const note of report.result?.notes ?? []) say(note);
  // The report comes last, and the notice names it.
  for (const file of files.slice(0, -1)) say(`  ${path.relative(process.cwd(), file)}`);
}

/** What is to be known of the models, each sentence once. */
function notesOf(report: Report): Map<string, string[]> {
  const notes = new Map<string, string[]>();
  for (const { name, note } of report.result?.models ?? []) {
    if (note !== undefined) notes.set(note, [...(notes.get(note) ?? []), name]);
  }
  return notes;
}
