import type { Report } from '../../../contract/report.ts';
import type { PlacedResults } from '../results/place-results.ts';
import type { LocalPipeline } from './local-pipeline.ts';
import type { PlannedJob } from './plan-jobs.ts';
import type { LocalJob } from './submit-local.ts';

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
  onStart(job: LocalJob, index: number): void;
  onEnd(end: JobEnd): void;
}

/**
 * Job after job through one pipeline, so that models are loaded once. One that fails does not stop the others.
 * @throws when the worker has ended, and when `signal` fires
 */
export async function runJobs(
  planned: readonly PlannedJob[],
  pipeline: Pick<LocalPipeline, 'run' | 'collect' | 'forget' | 'throwIfEnded'>,
  listener: JobListener,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, { job, plan }] of planned.entries()) {
    signal.throwIfAborted();
    listener.onStart(job, index);
    try {
      const report = await pipeline.run(job);
      const placed: PlacedResults = await pipeline.collect(report, plan);
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
