import path from 'node:path';
import type { NamedFile } from '../asked/files-of-job.ts';
import { exitCodeOf, worstCode } from '../exit-code-of.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruptOnSignals } from '../interrupt-on-signals.ts';
import { tryFolder } from '../make-folder.ts';
import { printReport } from '../print-report.ts';
import { type LocalView, localView } from '../progress/local-view.ts';
import { jobText } from '../words/job-text.ts';
import { reportText } from '../words/report-text.ts';
import { prepareDemo } from './demo-inputs.ts';
import { localNotice } from './local-notice.ts';
import { openLocalPipeline } from './local-pipeline.ts';
import type { LocalSettings } from './local-settings.ts';
import { type PlannedJob, planDemo, planJobs } from './plan-jobs.ts';
import { type JobEnd, type JobListener, runJobs } from './run-jobs.ts';
import type { LocalJob } from './submit-local.ts';
import { summaryTable } from './summary-table.ts';

export interface LocalRequest {
  readonly jobs: readonly LocalJob[];
  /** Whether the one job is the demo's, whose files are still to be made. */
  readonly isDemo: boolean;
  /** What else the tasks are made of: files that nothing is written over. */
  readonly inputs: readonly NamedFile[];
}

/**
 * The targets through the pipeline, one after the other, and their files under `--out`.
 * @returns the exit code
 */
export async function runLocal(request: LocalRequest, settings: LocalSettings): Promise<number> {
  const view = localView(settings);
  const interrupt = interruptOnSignals();
  const ends: JobEnd[] = [];
  let isBatch = false;
  try {
    const planned = await planRun(request, settings, view.say);
    isBatch = planned.length > 1;
    const onEnd = (end: JobEnd): void => {
      ends.push(end);
      view.stop();
      if (settings.json && end.report !== undefined) printReport(end.report, isBatch);
      // What has no report is told even where only reports are printed.
      else if (settings.json) process.stderr.write(`${endText(end, settings.quiet)}\n`);
      else view.tell(endText(end, settings.quiet));
    };
    for (const { job, done } of planned) {
      if (done !== undefined) onEnd({ job, outcome: 'done before', files: [], ...done });
    }
    const left = planned.filter(({ done }) => done === undefined);
    const onStart = (job: LocalJob, index: number): void => {
      const place = isBatch ? `[${planned.length - left.length + index + 1}/${planned.length}] ` : '';
      view.say(`${place}${jobText(job)}`);
      view.begin(path.basename(job.target));
    };
    if (left.length > 0) await runThrough(left, settings, view, { onStart, onEnd }, interrupt.signal);
    if (isBatch) view.say(`\n${summaryTable(ends)}`);
    return worstCode(ends.map((end) => endCode(end, settings.strict)));
  } catch (thrown) {
    view.stop();
    if (isBatch && ends.length > 0) view.say(`\n${summaryTable(ends)}`);
    if (!interrupt.signal.aborted) throw thrown;
    view.tell(
      ends.length > 0 ? 'Stopped; what is done is there, and nothing half-made.' : 'Stopped; nothing was left behind.',
    );
    return exitCodes.interrupted;
  } finally {
    interrupt.release();
  }
}

/** Before any work: what there is to do, and where its results go. */
async function planRun(
  { jobs, isDemo, inputs }: LocalRequest,
  settings: LocalSettings,
  say: (text: string) => void,
): Promise<readonly PlannedJob[]> {
  const [demo] = jobs;
  if (isDemo && demo !== undefined) {
    const plan = planDemo(settings);
    tryFolder('--out', settings.out);
    return [{ job: { ...demo, ...(await prepareDemo(say)) }, plan }];
  }
  const { planned, notes } = await planJobs(jobs, inputs, settings);
  for (const note of notes) say(note);
  return planned;
}

async function runThrough(
  planned: readonly PlannedJob[],
  settings: LocalSettings,
  view: LocalView,
  listener: JobListener,
  signal: AbortSignal,
): Promise<void> {
  const pipeline = await openLocalPipeline(settings, signal, view.say);
  try {
    pipeline.onProgress(view.update);
    await runJobs(planned, pipeline, listener, signal);
  } finally {
    await pipeline.close();
  }
}

function endText({ job, outcome, report, reportFile, files, problem }: JobEnd, quiet: boolean): string {
  const clip = path.basename(job.target);
  if (report === undefined || reportFile === undefined) return `${clip} could not be worked on: ${problem}`;
  if (outcome === 'done before') return `${clip} is done already: ${path.relative(process.cwd(), reportFile)}`;
  return reportText(report, localNotice(report, job.target, reportFile), [...files, reportFile], quiet);
}

const endCode = ({ report }: JobEnd, strict: boolean): number =>
  report === undefined ? exitCodes.refused : exitCodeOf(report, strict);
