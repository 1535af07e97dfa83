import type { BoundedQueue } from './bounded-queue.ts';

/**
 * Runs loops that pass items over bounded queues until all have ended. When one fails, or the signal fires, the queues
 * fail, and so do the others: nobody waits for an item that will never come.
 * @throws the first loop's reason, in the order given; the signal's when it fired
 */
export async function runLoops(
  loops: readonly (() => Promise<void>)[],
  queues: readonly Pick<BoundedQueue<unknown>, 'fail'>[],
  signal: AbortSignal,
): Promise<void> {
  const failAll = (reason: unknown): void => {
    for (const queue of queues) queue.fail(reason);
  };
  const onAbort = (): void => failAll(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const failingAll = async (loop: () => Promise<void>): Promise<void> => {
    try {
      await loop();
    } catch (reason) {
      failAll(reason);
      throw reason;
    }
  };
  try {
    const results = await Promise.allSettled(loops.map(failingAll));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
