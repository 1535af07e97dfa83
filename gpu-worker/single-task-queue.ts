import type { TaskMessage, TaskQueue } from './ports.ts';

/**
 * A queue of exactly one message that somebody else keeps: AWS Batch gives a job its task and tries the job again.
 * @param attempt how often the task was tried, this time included
 */
export function singleTaskQueue(body: string, attempt: number, now: () => Date = () => new Date()): TaskQueue {
  let waiting: TaskMessage | undefined = { id: 'single', receipt: 'single', body, attempt, sentAt: now() };
  const settle = async (): Promise<void> => undefined;
  return {
    send: () => Promise.reject(new Error('A single task cannot send others.')),
    async receive() {
      const message = waiting;
      waiting = undefined;
      return message;
    },
    extend: settle,
    delete: settle,
    giveBack: settle,
    postpone: settle,
    depth: async () => ({ visible: waiting === undefined ? 0 : 1, delayed: 0, inFlight: 0 }),
  };
}
