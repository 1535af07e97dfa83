import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

interface WebhookOptions {
  readonly secret: string;
  readonly now: Date;
  /** Tries in all. The queue behind tries again later. */
  readonly attempts?: number;
  /** Wait before the second try, doubled for each further one, milliseconds. */
  readonly backoffMs?: number;
  readonly timeoutMs?: number;
}

/**
 * The headers that prove who calls. Receivers compute HMAC-SHA256 over `<timestamp>.<body>` with the shared secret,
 * compare in constant time, and refuse a timestamp older than five minutes: a replayed call has an old one.
 */
export function webhookHeaders(body: string, secret: string, now: Date): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return {
    'content-type': 'application/json',
    'x-faceline-timestamp': timestamp,
    'x-faceline-signature': `sha256=${signature}`,
  };
}

/**
 * POSTs a body. A redirect is not followed: the signature is for the address in the settings.
 * @throws Error after the last try, or at once for a 4xx other than 408 and 429, with status and no secret
 */
export async function callWebhook(url: string, body: string, options: WebhookOptions): Promise<void> {
  const { secret, now, attempts = 3, backoffMs = 500, timeoutMs = 10_000 } = options;
  const headers = webhookHeaders(body, secret, now);
  let problem = '';
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) await sleep(backoffMs * 2 ** (attempt - 2));
    const answer = await post(url, { body, headers, timeoutMs });
    if (answer.ok) return;
    problem = answer.problem;
    if (answer.final) break;
  }
  throw new Error(`The webhook at ${new URL(url).host} did not take the notice: ${problem}.`);
}

type Answer = { readonly ok: true } | { readonly ok: false; readonly problem: string; readonly final: boolean };

async function post(
  url: string,
  request: { readonly body: string; readonly headers: Readonly<Record<string, string>>; readonly timeoutMs: number },
): Promise<Answer> {
  try {
    const { body, headers, timeoutMs } = request;
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal });
    await answer.body?.cancel();
    if (answer.ok) return { ok: true };
    const final = answer.status < 500 && answer.status !== 408 && answer.status !== 429;
    return { ok: false, problem: `it answered ${answer.status}`, final };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error), final: false };
  }
}
