import type { FaceTask } from '../../contract/face-task.ts';
import type { Result } from '../../contract/report.ts';
import { asFacelineError, type FacelineError, permanent, transient } from '../errors.ts';
import type { ObjectStore, TaskMessage } from '../ports.ts';
import { fencedStore } from './fenced-store.ts';
import type { Lease } from './lease.ts';
import { makeScratch, removeScratch } from './scratch.ts';
import type { CompleteWorkerParts } from './worker-parts.ts';

type AttemptOutcome =
  | { readonly kind: 'result'; readonly result: Result }
  /** `stuck`: the task did not end although it was told to; the process should. */
  | { readonly kind: 'error'; readonly error: FacelineError; readonly stuck: boolean };

/**
 * Runs a task once, in a scratch folder of its own. Its signal fires with LEASE_LOST, DEADLINE or, when the grace of a
 * shutdown is over, CANCELLED; from then on its store does nothing more.
 */
export async function runAttempt(
  parts: CompleteWorkerParts,
  task: FaceTask,
  message: TaskMessage,
  lease: Lease,
  store: ObjectStore,
): Promise<AttemptOutcome> {
  const { clock, settings, stop, log } = parts;
  const ended = new AbortController();
  const abort = new AbortController();
  const { signal } = abort;

  const abortAfter = async (seconds: number, error: () => FacelineError): Promise<void> => {
    await clock.sleep(seconds * 1000, ended.signal);
    if (!ended.signal.aborted) abort.abort(error());
  };
  const { deadlineS } = task.limits;
  void abortAfter(deadlineS, () =>
    permanent('DEADLINE', `The attempt ran longer than its ${deadlineS} s; it was stopped.`),
  );
  const stopped = () => transient('CANCELLED', 'The worker stops, and the task did not end within the grace.');
  whenAborted(stop, ended.signal, () => void abortAfter(settings.shutdownGraceS, stopped));
  whenAborted(lease.signal, ended.signal, () => abort.abort(lease.signal.reason));

  let scratch: string | undefined;
  try {
    scratch = await makeScratch(settings.scratchRoot, task.taskId);
    const context = {
      store: fencedStore(store, () => {
        lease.assertHeld();
        signal.throwIfAborted();
        if (ended.signal.aborted) throw transient('CANCELLED', 'The attempt is over; its store is closed.');
      }),
      scratch,
      signal,
      attempt: message.attempt,
      onProgress: (progress: Parameters<CompleteWorkerParts['onProgress']>[1]) => parts.onProgress(task, progress),
    };
    // In a function, so that a runTask that throws at once is no different.
    const running = (async () => parts.runTask(task, context))().then(
      (result): AttemptOutcome => ({ kind: 'result', result }),
      (cause: unknown): AttemptOutcome => {
        const error = asFacelineError(signal.aborted ? signal.reason : cause);
        return { kind: 'error', error, stuck: false };
      },
    );
    return await Promise.race([running, givenUp()]);
  } catch (cause) {
    return { kind: 'error', error: asFacelineError(cause), stuck: false };
  } finally {
    ended.abort();
    if (scratch !== undefined) {
      const folder = scratch;
      await removeScratch(folder).catch((cause: unknown) => log.warn({ cause, folder }, 'scratch folder not removed'));
    }
  }

  async function givenUp(): Promise<AttemptOutcome> {
    await new Promise<void>((resolve) => whenAborted(signal, ended.signal, resolve));
    await clock.sleep(settings.abortGraceS * 1000, ended.signal);
    return { kind: 'error', error: asFacelineError(signal.reason), stuck: true };
  }
}

function whenAborted(signal: AbortSignal, until: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true, signal: until });
}
