import path from 'node:path';
import { tryFolder } from '../make-folder.ts';
import { runShown, type ShownView } from '../progress/run-shown.ts';
import { reportText } from '../words/report-text.ts';
import { jobsOf } from './demo-inputs.ts';
import { type LocalPipeline, withPipeline } from './local-pipeline.ts';
import type { LocalRequest, LocalSettings } from './local-settings.ts';
import { type PlannedJob, planDemo, planJobs } from './plan-jobs.ts';
import { type JobEnd, jobTeller, problemText, runJobs, summaryTable } from './run-jobs.ts';

/**
 * The targets through the pipeline, one after the other, and their files under `--out`.
 * @returns the exit code
 */
export function runLocal(request: LocalRequest, settings: LocalSettings): Promise<number> {
  let ends: readonly JobEnd[] = [];
  const work = async (view: ShownView, signal: AbortSignal): Promise<number> => {
    const planned = await planRun(request, settings, view.say);
    const teller = jobTeller(settings, view, planned.length, (end) => endText(end, settings.quiet));
    ends = teller.ends;
    for (const { job, done } of planned) {
      if (done !== undefined) teller.onEnd({ job, outcome: 'done before', files: [], ...done });
    }
    const left = planned.filter(({ done }) => done === undefined);
    try {
      const runAll = (pipeline: LocalPipeline) => runJobs(left, pipeline, teller, signal);
      if (left.length > 0) await withPipeline(settings, view, signal, runAll);
    } finally {
      view.stop();
      if (planned.length > 1 && ends.length > 0) view.say(`\n${summaryTable(ends)}`);
    }
    return teller.exitCode();
  };
  return runShown(settings, work, () =>
    ends.length > 0 ? 'Stopped; what is done is there, and nothing half-made.' : 'Stopped; nothing was left behind.',
  );
}

/** Before any work: what there is to do, and where its results go. */
async function planRun(
  request: LocalRequest,
  settings: LocalSettings,
  say: (text: string) => void,
): Promise<readonly PlannedJob[]> {
  if (request.isDemo) {
    const plan = planDemo(settings);
    tryFolder('--out', settings.out);
    return (await jobsOf(request, say)).map((job) => ({ job, plan }));
  }
  const { planned, notes } = await planJobs(request.jobs, request.inputs, settings);
  for (const note of notes) say(note);
  return planned;
}

function endText(end: JobEnd, quiet: boolean): string {
  const { job, outcome, report, reportFile, files } = end;
  if (report === undefined || reportFile === undefined) return problemText(end);
  if (outcome === 'done before') {
    return `${path.basename(job.target)} is done already: ${path.relative(process.cwd(), reportFile)}`;
  }
  return reportText({ report, reportFile, files }, job.target, quiet);
}
