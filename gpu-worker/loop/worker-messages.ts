import * as z from 'zod';
import type { Progress } from '../phases.ts';
import { type Phase, phases } from '../phases.ts';

/** What a worker process tells its parent. */
export const progressMessageSchema = z.object({
  kind: z.literal('progress'),
  taskId: z.string(),
  phase: z.enum(phases),
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
 * Tells how far a task is, once in a pause at most, and besides when a phase begins and when its last frame is done.
 * @param send takes a message
 */
export function progressTeller(
  send: (message: WorkerMessage) => void,
  pauseMs = leastPauseMs,
  now: () => number = () => performance.now(),
): (taskId: string, progress: Progress) => void {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let told: { readonly taskId: string; readonly phase: Phase } | undefined;
  return (taskId, progress) => {
    const isLast = progress.framesDone === progress.framesTotal;
    const isNew = told?.phase !== progress.phase || told.taskId !== taskId;
    if (now() - toldAtMs < pauseMs && !isLast && !isNew) return;
    told = { taskId, phase: progress.phase };
    toldAtMs = now();
    send({ kind: 'progress', taskId, ...progress });
  };
}
