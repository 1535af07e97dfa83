import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import type { LocalJob } from '../asked/files-of-job.ts';
import { columns } from '../columns.ts';
import { exitCodeOf, exitCodes, worstCode } from '../exit-codes.ts';
import type { ShownView } from '../progress/run-shown.ts';
import { jobText } from './job-text.ts';
import type { LocalPipeline } from './local-pipeline.ts';
import type { LocalSettings } from './local-settings.ts';

/** What became of one target. */
export interface JobEnd {
  readonly job: LocalJob;
  readonly outcome: Report['outcome'] | 'done before';
  readonly report?: Report;
  readonly reportFile?: string;
  readonly files: readonly string[];
  /** Why there is no report. */
  readonly problem?: string;
}

export interface JobListener {
  onStart(job: LocalJob): void;
  onEnd(end: JobEnd): void;
}

/**
 * Tells of each job when it begins and what became of it.
 * @param all how many jobs there are
 * @param endText what to tell of an end
 */
export function jobTeller(
  { json, strict }: Pick<LocalSettings, 'json' | 'strict'>,
  view: ShownView,
  all: number,
  endText: (end: JobEnd) => string,
): JobListener & { readonly ends: readonly JobEnd[]; exitCode(): number } {
  const ends: JobEnd[] = [];
  return {
    ends,
    onStart(job) {
      view.say(`${all > 1 ? `[${ends.length + 1}/${all}] ` : ''}${jobText(job)}`);
      view.begin(path.basename(job.target));
    },
    onEnd(end) {
      ends.push(end);
      view.stop();
      const { report } = end;
      if (!json) view.tell(endText(end));
      // What has no report is told even where only reports are printed; of several each has a line of its own.
      else if (report === undefined) process.stderr.write(`${endText(end)}\n`);
      else process.stdout.write(`${all > 1 ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`);
    },
    exitCode: () =>
      worstCode(ends.map(({ report }) => (report === undefined ? exitCodes.refused : exitCodeOf(report, strict)))),
  };
}

/** Of a job without a report: why. */
export const problemText = ({ job, problem }: JobEnd): string =>
  `${path.basename(job.target)} could not be worked on: ${problem}`;

/** What became of several targets, a line each. */
export function summaryTable(ends: readonly JobEnd[]): string {
  const head = ['clip', 'outcome', 'faces', 'frames', 'seconds', 'result or code'];
  return columns([head, ...ends.map(rowOf)]).trimEnd();
}

function rowOf({ job, outcome, report, reportFile, problem }: JobEnd): string[] {
  const clip = path.basename(job.target);
  const { result, error } = report ?? {};
  if (result === undefined) return [clip, outcome, '', '', '', error?.code ?? problem ?? ''];
  const { faces, media, timings } = result;
  const changed = Math.max(0, ...Object.values(faces.changed));
  const file = path.relative(process.cwd(), path.join(path.dirname(reportFile ?? ''), result.file));
  return [clip, outcome, `${changed} of ${faces.found}`, `${media.frames}`, timings.totalWallS.toFixed(1), file];
}

/**
 * Job after job through one pipeline, so that models are loaded once. One that fails does not stop the others.
 * @throws when the worker has ended, and when `signal` fires
 */
export async function runJobs<Plan>(
  planned: readonly { readonly job: LocalJob; readonly plan: Plan }[],
  pipeline: Pick<LocalPipeline, 'run' | 'forget' | 'throwIfEnded'> & {
    collect(report: Report, plan: Plan): Promise<Pick<JobEnd, 'report' | 'reportFile' | 'files'>>;
  },
  listener: JobListener,
  signal: AbortSignal,
): Promise<void> {
  for (const { job, plan } of planned) {
    signal.throwIfAborted();
    listener.onStart(job);
    try {
      const report = await pipeline.run(job);
      const placed = await pipeline.collect(report, plan);
      listener.onEnd({ job, outcome: report.outcome, ...placed });
    } catch (thrown) {
      signal.throwIfAborted();
      pipeline.throwIfEnded();
      // Alone it ends the command, with its own message; among others it is one line of the table.
      if (planned.length === 1) throw thrown;
      const problem = thrown instanceof Error ? thrown.message : String(thrown);
      listener.onEnd({ job, outcome: 'failed', files: [], problem });
    } finally {
      await pipeline.forget();
    }
  }
}
