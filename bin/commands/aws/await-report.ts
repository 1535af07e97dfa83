import type { Report } from '../../../contract/report.ts';
import { systemClock } from '../../../gpu-worker/clock.ts';
import type { Progress } from '../../../gpu-worker/phases.ts';
import type { Clock, ObjectStore } from '../../../gpu-worker/ports.ts';
import { facelineCommand } from '../faceline-command.ts';
import { readReport } from '../results/task-files.ts';

/** What waits and runs in a stage's queues. */
export interface Depths {
  readonly waiting: number;
  readonly inFlight: number;
}

export interface ReportWait {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly taskId: string;
  /** Where a report may come to lie. */
  readonly prefixes: readonly string[];
  readonly limitS: number;
  /** Undefined where they say nothing about the task: nobody may ask, or somebody else takes it from the queue. */
  depths(): Promise<Depths | undefined>;
  /** How far the task is; undefined while that is not known. */
  progress(): Promise<Progress | undefined>;
  /** What to look at when no event came. */
  eventAdvice(): Promise<string>;
  readonly view: { wait(what: string): void; update(progress: Progress): void };
  readonly clock?: Clock;
}

const lookEveryMs = 3000;
/** Queues and log are asked less often than the report. */
const askEveryLooks = 4;
/** Queues count roughly, and a message changes hands unseen: but never for so long. */
const quietS = 300;

/**
 * Waits for the report of an upload, and shows what is known meanwhile.
 * @throws Error that says where to look: after the limit, or once nothing was on its way for minutes
 */
export async function awaitReport(wait: ReportWait): Promise<Report> {
  const { store, bucket, taskId, prefixes, limitS, view, clock = systemClock } = wait;
  const startedAtMs = clock.now();
  let aliveAtMs = startedAtMs;
  let text = 'waiting';
  let framesDone: number | undefined;
  for (let looks = 0; ; looks += 1) {
    for (const prefix of prefixes) {
      const report = await readReport(store, bucket, prefix);
      if (report !== undefined) return report;
    }
    if (looks % askEveryLooks === 0) {
      const [depths, progress] = [await wait.depths(), await wait.progress()];
      if (depths === undefined || depths.waiting + depths.inFlight > 0 || progress !== undefined) {
        aliveAtMs = clock.now();
      }
      if (depths !== undefined) text = `${depths.waiting} waiting, ${depths.inFlight} being worked on`;
      if (progress !== undefined) {
        framesDone = progress.framesDone;
        view.update(progress);
      }
    }
    if (framesDone === undefined) view.wait(text);
    if (clock.now() - aliveAtMs > quietS * 1000) {
      const quiet = `For ${quietS / 60} minutes nothing was in the stage's queues, and there is no report`;
      throw new Error(`${quiet}: task ${taskId} was never started. ${await wait.eventAdvice()}`);
    }
    if (clock.now() - startedAtMs > limitS * 1000) {
      const where = `"${facelineCommand} status" tells what waits, "${facelineCommand} logs ${taskId}" what workers wrote`;
      throw new Error(`There is no report after ${Math.round(limitS / 60)} minutes. The task may still run: ${where}.`);
    }
    await clock.sleep(lookEveryMs);
  }
}
