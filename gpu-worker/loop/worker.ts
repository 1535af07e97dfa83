import { systemClock } from '../clock.ts';
import { asFacelineError, permanent, transient } from '../errors.ts';
import type { TaskMessage } from '../ports.ts';
import { retryDelayS } from './retry-delay.ts';
import { removeOldScratch } from './scratch.ts';
import { type SettledOrStuck, settleMessage } from './settle-message.ts';
import type { CompleteWorkerParts, WorkerParts } from './worker-parts.ts';

const queueBackoff = { retryBaseS: 0.5, retryCapS: 30 };

/**
 * Works on one task after another until `stop` fires: receive, run, report, delete or give back. No message and no
 * error of queue or store ends it, unless the settings bound how often the queue may fail: it rejects with
 * QUEUE_UNAVAILABLE then, permanent. Resolves when it has stopped; by then the running task is finished or given back
 * and its scratch folder is gone. Rejects with INTERNAL when a task could not be stopped: the process should end and be started again.
 */
export async function startWorker(given: WorkerParts): Promise<void> {
  const nothing = () => undefined;
  const defaults = { clock: systemClock, random: Math.random, onProgress: nothing, onSettled: nothing };
  const parts: CompleteWorkerParts = { ...defaults, ...given };
  const { stop, log, settings } = parts;
  try {
    const removed = await removeOldScratch(settings.scratchRoot, parts.clock.now());
    if (removed.length > 0) log.info({ removed }, 'removed scratch folders of workers that are gone');
  } catch (cause) {
    log.warn({ cause, scratchRoot: settings.scratchRoot }, 'old scratch folders not removed');
  }
  while (!stop.aborted) {
    const message = await receive(parts);
    if (message === undefined) continue;
    if (stop.aborted) {
      await parts.queue.postpone(message, 0).catch((cause: unknown) => log.warn({ cause }, 'message not given back'));
      break;
    }
    log.info({ messageId: message.id, attempt: message.attempt }, 'received');
    const settled = await settleMessage(parts, message);
    tell(parts, settled);
    if (settled.stuck) {
      throw transient('INTERNAL', 'A task did not end although it was told to; the worker process has to end.');
    }
  }
  log.info({}, 'worker stopped');
}

async function receive(parts: CompleteWorkerParts): Promise<TaskMessage | undefined> {
  const { queue, settings, stop, clock, log } = parts;
  for (let failures = 0; !stop.aborted; ) {
    try {
      const { visibilityS, waitS } = settings;
      return await queue.receive({ visibilityS, waitS, signal: stop });
    } catch (cause) {
      failures += 1;
      if (failures >= settings.queueTries) {
        const why = asFacelineError(cause).message;
        throw permanent('QUEUE_UNAVAILABLE', `The queue failed ${failures} times in a row. ${why}`, cause);
      }
      const delayS = retryDelayS(queueBackoff, failures, parts.random());
      log.error({ cause, failures, delayS }, 'the queue failed, waiting');
      await clock.sleep(delayS * 1000, stop);
    }
  }
  return undefined;
}

function tell(parts: CompleteWorkerParts, settled: SettledOrStuck): void {
  const { stuck: _, ...outcome } = settled;
  const { task, attempt, error, delayS } = outcome;
  const fields = {
    outcome: outcome.outcome,
    taskId: task?.taskId,
    attempt,
    ...(delayS === undefined ? {} : { delayS }),
    ...(error === undefined ? {} : { code: error.code, problem: error.message }),
  };
  if (outcome.outcome === 'done') parts.log.info(fields, 'task done');
  else if (outcome.outcome === 'dead') parts.log.error(fields, 'task ended badly');
  else parts.log.warn(fields, 'task not done');
  parts.onSettled(outcome);
}
