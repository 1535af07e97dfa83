import * as z from 'zod';
import type { Progress } from './ports.ts';

/** What a worker process tells its parent. */
export const progressMessageSchema = z.object({
  kind: z.literal('progress'),
  taskId: z.string(),
  framesDone: z.int(),
  framesTotal: z.int().optional(),
});

const leastPauseMs = 100;

/**
 * Tells the parent how far a task is, ten times a second at most, and when its last frame is done.
 * @param send takes a message; absent where there is no parent
 */
export function progressTeller(
  send: ((message: z.infer<typeof progressMessageSchema>) => void) | undefined,
  now: () => number = () => performance.now(),
): (taskId: string, progress: Progress) => void {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (taskId, progress) => {
    const isLast = progress.framesDone === progress.framesTotal;
    if (send === undefined || (now() - toldAtMs < leastPauseMs && !isLast)) return;
    toldAtMs = now();
    send({ kind: 'progress', taskId, ...progress });
  };
}
