import { setTimeout as sleep } from 'node:timers/promises';
import { permanent, transient } from '../../errors.ts';
import type { DownloadOptions } from './resumable-download.ts';

/** A hash is 8 bytes; what is longer than this is something else. */
const longestBytes = 256;

/**
 * FaceFusion's CRC-32 beside a model, 8 lower-case hex digits; undefined where none is published.
 * @throws MODEL_CORRUPT when something else lies there, STORE_UNAVAILABLE (retryable)
 */
export async function readPublishedHash(
  url: string,
  options: Pick<DownloadOptions, 'stallMs' | 'attempts' | 'retryDelayMs' | 'signal'>,
): Promise<string | undefined> {
  for (let attempt = 1, delay = options.retryDelayMs; ; attempt += 1, delay *= 2) {
    const answer = await ask(url, options);
    if (answer instanceof Error) {
      options.signal?.throwIfAborted();
      if (attempt >= options.attempts) {
        throw transient('STORE_UNAVAILABLE', `${url} could not be read: ${answer.message}.`, answer);
      }
      await sleep(delay, undefined, options.signal === undefined ? {} : { signal: options.signal });
      continue;
    }
    if (answer === undefined) return undefined;
    const hash = answer.trim().toLowerCase();
    if (/^[0-9a-f]{8}$/.test(hash)) return hash;
    throw permanent(
      'MODEL_CORRUPT',
      `${url} should be 8 hex digits; it begins with ${JSON.stringify(hash.slice(0, 40))}.`,
    );
  }
}

/** The text, undefined for "not there", or what went wrong and may go right. */
async function ask(
  url: string,
  { stallMs, signal }: Pick<DownloadOptions, 'stallMs' | 'signal'>,
): Promise<string | undefined | Error> {
  const timeout = AbortSignal.timeout(stallMs);
  try {
    const response = await fetch(url, { signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]) });
    if (response.status === 404 || response.status === 403 || response.status === 410) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) {
      await response.body?.cancel();
      return new Error(`status ${response.status}`);
    }
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString('latin1');
      if (text.length > longestBytes) break;
    }
    return text;
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return thrown.cause instanceof Error ? thrown.cause : thrown;
  }
}
