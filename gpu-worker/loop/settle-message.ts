import { outputFiles } from '../../contract/object-keys.ts';
import type { Report } from '../../contract/report.ts';
import { asFacelineError, type FacelineError, permanent } from '../errors.ts';
import type { ObjectAddress, ObjectStore, ScopedAccess, TaskMessage } from '../ports.ts';
import { type Attempt, doneReport, failedReport } from './build-report.ts';
import { fencedStore } from './fenced-store.ts';
import { holdLease, type Lease } from './lease.ts';
import { readTask, type TaskOrRefusal } from './read-task.ts';

import { retryDelayS } from './retry-delay.ts';
import { runAttempt } from './run-attempt.ts';
import type { CompleteWorkerParts, Settled } from './worker-parts.ts';

export type SettledOrStuck = Settled & { readonly stuck: boolean };

/** Does with one received message all there is to do. Never throws: every end is a {@link Settled}. */
export async function settleMessage(parts: CompleteWorkerParts, message: TaskMessage): Promise<SettledOrStuck> {
  const startedAtMs = parts.clock.now();
  const read = readTask(message.body);
  const task = read.kind === 'task' ? read.task : undefined;
  const seen = { task, attempt: message.attempt, stuck: false };
  if (read.kind === 'homeless') {
    // At once each time: another attempt finds the same, and the report is written behind the dead letters.
    const outcome = message.attempt >= parts.settings.maxReceives ? 'dead' : 'retried';
    const end: End = { outcome, error: read.error, delayS: 0 };
    return { ...seen, ...(await leave(parts, end, () => parts.queue.giveBack(message, 0))) };
  }
  const { visibilityS, heartbeatS } = parts.settings;
  const onTrouble = (error: FacelineError) => parts.log.warn({ error }, 'heartbeat not answered, trying again');
  const lease = holdLease({ ...parts, message, visibilityS, heartbeatS, receivedAtMs: startedAtMs, onTrouble });
  let access: ScopedAccess | undefined;
  let stuck = false;
  try {
    access = await parts.scope.open(read.place);
    const store = fencedStore(access.store, () => lease.assertHeld());
    const refusal = read.kind === 'refused' ? read.error : undefined;
    const attempt = { request: { task, place: read.place }, refusal, message, lease, store, startedAtMs };
    const tried = await tryOnce(parts, attempt).catch(
      (cause: unknown): Tried => ({ kind: 'error', error: asFacelineError(cause), stuck: false }),
    );
    stuck = tried.kind === 'error' && tried.stuck;
    const settled = tried.kind === 'error' ? await settleError(parts, attempt, tried.error) : tried.end;
    return { ...seen, ...settled, stuck };
  } catch (cause) {
    const error = asFacelineError(cause);
    await lease.stop();
    return { ...seen, stuck, ...(await giveBack(parts, message, lease, error)) };
  } finally {
    await lease.stop();
    await access?.close().catch((cause: unknown) => parts.log.warn({ cause }, 'scope not closed'));
  }
}

interface Held {
  readonly request: TaskOrRefusal;
  /** Why the message is no valid task, if it is none. */
  readonly refusal: FacelineError | undefined;
  readonly message: TaskMessage;
  readonly lease: Lease;
  readonly store: ObjectStore;
  readonly startedAtMs: number;
}

type End = Omit<Settled, 'task' | 'attempt'>;

type Tried =
  | { readonly kind: 'end'; readonly end: End }
  | { readonly kind: 'error'; readonly error: FacelineError; readonly stuck: boolean };

async function tryOnce(parts: CompleteWorkerParts, held: Held): Promise<Tried> {
  const { message, lease, store } = held;
  const { task, place } = held.request;
  const finish = async (outcome: 'done' | 'duplicate'): Promise<Tried> => {
    await lease.stop();
    await leaveQueue(parts, 'delete', () => parts.queue.delete(message));
    return { kind: 'end', end: { outcome } };
  };
  if ((await store.head(reportAddress(place))) !== undefined) return finish('duplicate');
  if (held.refusal !== undefined || task === undefined) {
    throw held.refusal ?? permanent('TASK_INVALID', 'The message has no task in it.');
  }
  const attempt = await runAttempt(parts, task, message, lease, store);
  if (attempt.kind === 'error') return attempt;
  const report = doneReport(task, attempt.result, attemptOf(parts, held));
  return finish((await putReport(parts, held, report)) === 'stored' ? 'done' : 'duplicate');
}

/** Decides what an error means for the message: see {@link Settled}. Throws when the report cannot be written. */
async function settleError(parts: CompleteWorkerParts, held: Held, error: FacelineError): Promise<End> {
  const { request, message, lease } = held;
  const { clock, settings, queue } = parts;
  if (lease.signal.aborted || error.code === 'LEASE_LOST') return { outcome: 'lost', error };
  if (error.code === 'CANCELLED' && parts.stop.aborted) {
    await lease.stop();
    return leave(parts, { outcome: 'stopped', error, delayS: 0 }, () => queue.postpone(message, 0));
  }
  if (error.postponeS !== undefined && request.task !== undefined) {
    const leftS = request.task.limits.personWaitS - (clock.now() - message.sentAt.getTime()) / 1000;
    if (leftS > 0) {
      const delayS = Math.max(1, Math.ceil(Math.min(error.postponeS, leftS)));
      await lease.stop();
      return leave(parts, { outcome: 'postponed', error, delayS }, () => queue.postpone(message, delayS));
    }
    return fail(parts, held, permanent('PERSON_UNKNOWN', error.message, error));
  }
  if (!error.retryable) return fail(parts, held, error);
  if (message.attempt < settings.maxReceives) {
    await lease.stop();
    return giveBack(parts, message, lease, error);
  }
  try {
    await putReport(parts, held, failedReport(request, error, attemptOf(parts, held)));
  } catch (cause) {
    if (lease.signal.aborted) return { outcome: 'lost', error: asFacelineError(cause) };
    parts.log.warn({ cause }, 'no report of the last attempt; the dead-letter function writes one');
  }
  await lease.stop();
  // Visible at once and used up: the queue itself moves it to the dead letters.
  return leave(parts, { outcome: 'dead', error, delayS: 0 }, () => queue.giveBack(message, 0));
}

async function fail(parts: CompleteWorkerParts, held: Held, error: FacelineError): Promise<End> {
  const { request, message, lease } = held;
  await putReport(parts, held, failedReport(request, error, attemptOf(parts, held)));
  await lease.stop();
  return leave(parts, { outcome: 'failed', error }, () => parts.queue.delete(message));
}

async function giveBack(
  parts: CompleteWorkerParts,
  message: TaskMessage,
  lease: Lease,
  error: FacelineError,
): Promise<End> {
  if (lease.signal.aborted) return { outcome: 'lost', error };
  const { maxReceives } = parts.settings;
  const last = message.attempt >= maxReceives;
  const delayS = last ? 0 : retryDelayS(parts.settings, message.attempt, parts.random());
  const end: End = { outcome: last ? 'dead' : 'retried', error, delayS };
  return leave(parts, end, () => parts.queue.giveBack(message, delayS));
}

/** Writes the report, once ever. A store that does not answer is asked a few times more. */
async function putReport(parts: CompleteWorkerParts, held: Held, report: Report): Promise<'stored' | 'exists'> {
  const bytes = Buffer.from(`${JSON.stringify(report, null, 2)}\n`);
  for (let tries = 1; ; tries += 1) {
    try {
      const options = { contentType: 'application/json', ifAbsent: true };
      return await held.store.put(reportAddress(held.request.place), bytes, options);
    } catch (cause) {
      if (!asFacelineError(cause).retryable || held.lease.signal.aborted || tries === 4) throw cause;
      parts.log.warn({ cause, tries }, 'report not written, trying again');
      await parts.clock.sleep(250 * 2 ** tries, held.lease.signal);
    }
  }
}

/** The last word to the queue. When it fails, the message comes back by itself: nothing is lost, only time. */
async function leaveQueue(parts: CompleteWorkerParts, what: string, say: () => Promise<void>): Promise<boolean> {
  try {
    await say();
    return true;
  } catch (cause) {
    parts.log.warn({ cause, what }, 'the queue did not take the last word on a message; it will come back');
    return false;
  }
}

async function leave(parts: CompleteWorkerParts, end: End, say: () => Promise<void>): Promise<End> {
  await leaveQueue(parts, end.outcome, say);
  return end;
}

function attemptOf(parts: CompleteWorkerParts, held: Held): Attempt {
  return { attempt: held.message.attempt, startedAtMs: held.startedAtMs, finishedAtMs: parts.clock.now() };
}

function reportAddress({ output }: TaskOrRefusal['place']): ObjectAddress {
  return { bucket: output.bucket, key: `${output.prefix}${outputFiles.report}` };
}
