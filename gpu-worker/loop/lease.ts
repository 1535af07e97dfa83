import { asFacelineError, type FacelineError, transient } from '../errors.ts';
import type { Clock, TaskMessage, TaskQueue } from '../ports.ts';
import { maxInvisibleS } from '../queue-limits.ts';

/** The worker's hold on a message, kept by heartbeats. */
export interface Lease {
  /** Fires with LEASE_LOST when the hold is lost or can no longer be proved. */
  readonly signal: AbortSignal;
  /** Throws LEASE_LOST unless the message is still certainly invisible to others, by this machine's clock too. */
  assertHeld(): void;
  /** Stops the heartbeats. The message stays invisible for what is left of its visibility. */
  stop(): Promise<void>;
}

/**
 * Keeps a message that was just received invisible: extends it at every `heartbeatS`. A refused heartbeat ends the
 * hold at once. One that the queue did not answer is tried again, but only while the hold is certain: after nine
 * tenths of the visibility without a heartbeat it ends as well, before anybody else can receive the message.
 * @param receivedAtMs when the message was received
 */
export function holdLease(parts: {
  readonly queue: TaskQueue;
  readonly message: TaskMessage;
  readonly clock: Clock;
  readonly visibilityS: number;
  readonly heartbeatS: number;
  readonly receivedAtMs: number;
  readonly onTrouble: (error: FacelineError) => void;
}): Lease {
  const { queue, message, clock, visibilityS } = parts;
  const lost = new AbortController();
  const stopped = new AbortController();
  let provenAtMs = parts.receivedAtMs;
  let heldUntilMs = provenAtMs + visibilityS * 1000;

  const lose = (why: string, cause?: unknown): void => {
    if (!lost.signal.aborted)
      lost.abort(transient('LEASE_LOST', `The hold on message ${message.id} is lost: ${why}.`, cause));
    stopped.abort();
  };
  const certainUntilMs = (): number => provenAtMs + (heldUntilMs - provenAtMs) * 0.9;

  async function beat(): Promise<void> {
    const askedAtMs = clock.now();
    // Near the queue's limit no more is asked for than it grants; some seconds are left for two clocks that differ.
    const leftS = maxInvisibleS - 10 - (askedAtMs - parts.receivedAtMs) / 1000;
    const askedS = Math.floor(Math.min(visibilityS, leftS) * 1000) / 1000;
    if (askedS <= 0) return lose('a message cannot be kept for more than 12 hours');
    // An answer that never comes must not outlast the hold.
    const answer = await Promise.race([
      queue.extend(message, askedS).then(
        () => 'kept' as const,
        (cause: unknown) => asFacelineError(cause),
      ),
      clock.sleep(certainUntilMs() - askedAtMs, stopped.signal).then(() => 'silent' as const),
    ]);
    if (stopped.signal.aborted) return;
    if (answer === 'kept') {
      provenAtMs = askedAtMs;
      heldUntilMs = askedAtMs + askedS * 1000;
    } else if (answer === 'silent') {
      lose('the queue did not answer a heartbeat in time');
    } else if (answer.retryable && answer.code !== 'LEASE_LOST' && clock.now() < certainUntilMs()) {
      parts.onTrouble(answer);
    } else {
      lose(`a heartbeat failed (${answer.message})`, answer);
    }
  }

  async function keep(): Promise<void> {
    const retryMs = Math.min(1000, (visibilityS * 1000) / 12);
    while (!stopped.signal.aborted) {
      const dueMs = provenAtMs + parts.heartbeatS * 1000;
      const waitMs = clock.now() < dueMs ? dueMs - clock.now() : retryMs;
      await clock.sleep(Math.min(waitMs, Math.max(0, certainUntilMs() - clock.now())), stopped.signal);
      if (!stopped.signal.aborted) await beat();
    }
  }

  const beats = keep();
  return {
    signal: lost.signal,
    assertHeld() {
      if (clock.now() >= heldUntilMs) lose('its time ran out unnoticed');
      lost.signal.throwIfAborted();
    },
    async stop() {
      stopped.abort();
      await beats;
    },
  };
}
