import { systemClock } from '../clock.ts';
import type { Clock, TaskMessage, TaskQueue } from '../ports.ts';
import { readTask } from './read-task.ts';

/**
 * A queue of exactly one message that somebody else keeps: AWS Batch gives a job its task and tries the job again. A
 * task that came too early waits here, since Batch would start the next attempt at once, and has only a few.
 * @param attempt how often the task was tried, this time included
 */
export function singleTaskQueue(body: string, attempt: number, clock: Clock = systemClock): TaskQueue {
  const read = readTask(body);
  // Each attempt of a job has its own start; the time to wait for a person is the task's.
  const sentAt = new Date(read.kind === 'task' ? read.task.requester.requestedAt : clock.now());
  const message: TaskMessage = { id: 'single', receipt: 'single', body, attempt, sentAt };
  let visibleAtMs: number | undefined = clock.now();
  const nothing = async (): Promise<void> => undefined;
  return {
    send: () => Promise.reject(new Error('A single task cannot send others.')),
    async receive({ waitS, signal }) {
      const leftMs = (visibleAtMs ?? Number.POSITIVE_INFINITY) - clock.now();
      await clock.sleep(Math.min(waitS * 1000, leftMs), signal);
      if (signal?.aborted === true || visibleAtMs === undefined || visibleAtMs > clock.now()) return undefined;
      visibleAtMs = undefined;
      return message;
    },
    extend: nothing,
    delete: nothing,
    giveBack: nothing,
    async postpone(_, delayS) {
      visibleAtMs = clock.now() + delayS * 1000;
    },
    async depth() {
      const isThere = visibleAtMs === undefined ? 0 : 1;
      const isVisible = visibleAtMs !== undefined && visibleAtMs <= clock.now() ? 1 : 0;
      return { visible: isVisible, delayed: isThere - isVisible, inFlight: 0 };
    },
  };
}
