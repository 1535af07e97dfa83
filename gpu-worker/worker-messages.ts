import * as z from 'zod';
import type { Progress } from './ports.ts';

/** What a worker process tells its parent. */
export const progressMessageSchema = z.object({
  kind: z.literal('progress'),
  taskId: z.string(),
  framesDone: z.int(),
  framesTotal: z.int().optional(),
});

/** Ten times a second, for a bar that moves. */
const leastPauseMs = 100;

type WorkerMessage = z.infer<typeof progressMessageSchema>;

/** Sends to the parent, where there is one. That it is gone is told by the channel: a lost word must not end the task. */
export const sendToParent = (message: WorkerMessage): void =>
  void process.send?.(message, undefined, undefined, () => undefined);

/** Lets go of the parent: the channel to it would keep this process alive. */
export function leaveParent(): void {
  if (process.connected) process.disconnect?.();
}

/**
 * Tells how far a task is, once in a pause at most, and when its last frame is done.
 * @param send takes a message
 */
export function progressTeller(
  send: (message: WorkerMessage) => void,
  pauseMs = leastPauseMs,
  now: () => number = () => performance.now(),
): (taskId: string, progress: Progress) => void {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (taskId, progress) => {
    const isLast = progress.framesDone === progress.framesTotal;
    if (now() - toldAtMs < pauseMs && !isLast) return;
    toldAtMs = now();
    send({ kind: 'progress', taskId, ...progress });
  };
}
