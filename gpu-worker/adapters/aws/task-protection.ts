import * as z from 'zod';
import { systemClock } from '../../clock.ts';
import type { Clock, Log, TaskMessage, TaskQueue } from '../../ports.ts';

/** Protection ends by itself after so long, when a worker dies without lifting it; a running task renews it. */
const protectionMinutes = 60;
const renewAfterMs = (protectionMinutes * 60_000) / 2;
const timeoutMs = 5000;

const answerSchema = z.looseObject({
  protection: z.looseObject({ ProtectionEnabled: z.boolean() }).optional(),
  failure: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** Asks the ECS agent on this host to keep this container, or no longer. Throws with what the agent said. */
async function setTaskProtection(agentUri: string, enabled: boolean): Promise<void> {
  const body = enabled
    ? { ProtectionEnabled: true, ExpiresInMinutes: protectionMinutes }
    : { ProtectionEnabled: false };
  const answer = await fetch(`${agentUri}/task-protection/v1/state`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await answer.text();
  const parsed = answerSchema.safeParse(answer.ok ? JSON.parse(text) : undefined);
  if (parsed.success && parsed.data.protection?.ProtectionEnabled === enabled) return;
  throw new Error(`The ECS agent did not change task protection (${answer.status}): ${text.slice(0, 500)}`);
}

/**
 * A queue whose worker is safe from scale-in exactly while it holds a message. Without an answer from the agent the
 * work goes on unprotected: the worst is a task that is stopped, given back, and run again elsewhere.
 */
export function protectedQueue(
  queue: TaskQueue,
  { agentUri, log, clock = systemClock }: { readonly agentUri: string; readonly log: Log; readonly clock?: Clock },
): TaskQueue {
  let protectedAt: number | undefined;
  const set = async (enabled: boolean): Promise<void> => {
    try {
      await setTaskProtection(agentUri, enabled);
      protectedAt = enabled ? clock.now() : undefined;
    } catch (cause) {
      log.warn({ cause, enabled }, 'task protection was not changed');
    }
  };
  const letGo = async (act: Promise<void>): Promise<void> => {
    try {
      await act;
    } finally {
      await set(false);
    }
  };
  return {
    send: (bodies, options) => queue.send(bodies, options),
    depth: () => queue.depth(),
    async receive(request): Promise<TaskMessage | undefined> {
      // Nobody gives back a message that was lost, and a late heartbeat may have protected anew.
      if (protectedAt !== undefined) await set(false);
      const message = await queue.receive(request);
      if (message !== undefined) await set(true);
      return message;
    },
    async extend(message, visibilityS) {
      await queue.extend(message, visibilityS);
      if (protectedAt === undefined || clock.now() - protectedAt > renewAfterMs) await set(true);
    },
    delete: (message) => letGo(queue.delete(message)),
    giveBack: (message, delayS) => letGo(queue.giveBack(message, delayS)),
    postpone: (message, delayS) => letGo(queue.postpone(message, delayS)),
  };
}
