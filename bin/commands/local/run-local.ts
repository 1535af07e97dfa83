import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import { exitCodes } from '../exit-codes.ts';
import { makeFolder } from '../make-folder.ts';
import { demoModels, prepareDemo } from './demo-inputs.ts';
import { localNotice } from './local-notice.ts';
import { openLocalPipeline } from './local-pipeline.ts';
import type { LocalSettings } from './local-settings.ts';
import { makeJobs } from './make-jobs.ts';
import { type PlannedJob, planDemo, planJobs } from './plan-jobs.ts';
import { type JobEnd, type JobListener, runJobs, whoIsWho } from './run-jobs.ts';
import { type ProgressView, showProgress } from './show-progress.ts';
import type { LocalJob } from './submit-local.ts';
import { summaryTable } from './summary-table.ts';

export interface LocalRequest extends Omit<LocalJob, 'target'> {
  /** None: the demo's clip. */
  readonly targets: readonly string[];
  /** What else the task is made of: files that nothing is written over. */
  readonly inputs: readonly { readonly what: string; readonly file: string }[];
}

/**
 * The targets through the pipeline, one after the other, and their files under `--out`.
 * @returns the exit code
 */
export async function runLocal(request: LocalRequest, settings: LocalSettings): Promise<number> {
  const view = showProgress(process.stderr);
  const say = settings.json ? () => undefined : view.say;
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const ends: JobEnd[] = [];
  let isBatch = false;
  try {
    const planned = await planRun(request, settings, say);
    isBatch = planned.length > 1;
    const onEnd = (end: JobEnd): void => {
      ends.push(end);
      view.stop();
      // What has no report is told even where only reports are printed.
      if (!settings.json || end.report === undefined) tell(end, view.say);
      else printReport(end.report, isBatch);
    };
    for (const { job, done } of planned) {
      if (done !== undefined) onEnd({ job, outcome: 'done before', files: [], ...done });
    }
    const left = planned.filter(({ done }) => done === undefined);
    const onStart = (job: LocalJob, index: number): void => {
      const place = isBatch ? `[${planned.length - left.length + index + 1}/${planned.length}] ` : '';
      say(`${place}${path.basename(job.target)}: ${whoIsWho(job)}`);
    };
    if (left.length > 0) await runThrough(left, settings, view, { onStart, onEnd }, interrupt.signal);
    if (isBatch) say(`\n${summaryTable(ends)}`);
    return ends.some(({ outcome }) => outcome === 'failed' || outcome === 'refused')
      ? exitCodes.refused
      : exitCodes.done;
  } catch (thrown) {
    view.stop();
    if (isBatch && ends.length > 0) say(`\n${summaryTable(ends)}`);
    if (!interrupt.signal.aborted) throw thrown;
    say(
      ends.length > 0 ? 'Stopped; what is done is there, and nothing half-made.' : 'Stopped; nothing was left behind.',
    );
    return exitCodes.interrupted;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** Before any work: what there is to do, and where its results go. */
async function planRun(
  { targets, inputs, ...wish }: LocalRequest,
  settings: LocalSettings,
  say: (text: string) => void,
): Promise<readonly PlannedJob[]> {
  if (targets.length === 0) {
    const plan = planDemo(settings);
    makeFolder('--out', settings.out);
    return [{ job: { ...wish, ...(await prepareDemo(say)) }, plan }];
  }
  const { planned, notes } = await planJobs(makeJobs(targets, wish), inputs, settings);
  for (const note of notes) say(note);
  return planned;
}

async function runThrough(
  planned: readonly PlannedJob[],
  settings: LocalSettings,
  view: ProgressView,
  listener: JobListener,
  signal: AbortSignal,
): Promise<void> {
  const pipeline = await openLocalPipeline({ ...settings, models: settings.models ?? demoModels }, signal);
  try {
    if (!settings.json) pipeline.onProgress(view.update);
    await runJobs(planned, pipeline, listener, signal);
  } finally {
    await pipeline.close();
  }
}

/** One report for a person or a program; of several each in a line of its own. */
const printReport = (report: Report, isBatch: boolean): void =>
  void process.stdout.write(`${isBatch ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`);

function tell({ job, outcome, report, reportFile, files, problem }: JobEnd, say: (text: string) => void): void {
  const clip = path.basename(job.target);
  if (report === undefined || reportFile === undefined) {
    say(`${clip} could not be worked on: ${problem}`);
    return;
  }
  if (outcome === 'done before') {
    say(`${clip} is done already: ${path.relative(process.cwd(), reportFile)}`);
    return;
  }
  say(`\n${localNotice(report, job.target, reportFile)}`);
  for (const { key, note } of report.result?.persons.flatMap(({ photos }) => photos) ?? []) {
    if (note !== undefined) say(`${path.basename(key)}: ${note}`);
  }
  for (const [note, names] of notesOf(report)) say(`${names.join(', ')}: ${note}`);
  for (const note of report.result?.notes ?? []) say(note);
  for (const file of files) say(`  ${path.relative(process.cwd(), file)}`);
}

/** What is to be known of the models, each sentence once. */
function notesOf(report: Report): Map<string, string[]> {
  const notes = new Map<string, string[]>();
  for (const { name, note } of report.result?.models ?? []) {
    if (note !== undefined) notes.set(note, [...(notes.get(note) ?? []), name]);
  }
  return notes;
}
