import { type FileHandle, open, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { parseJsonWith } from '../../../contract/parse.ts';
import { FacelineError, permanent, transient } from '../../errors.ts';
import { writeDurably } from '../../files/durable-files.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { readIfThere } from './model-file.ts';

export interface DownloadOptions {
  /** A server that sends nothing for so long is given up. */
  readonly stallMs: number;
  /** Tries in a row that bring the file no further. */
  readonly attempts: number;
  /** Before the second try; doubled each time. */
  readonly retryDelayMs: number;
  readonly signal?: AbortSignal | undefined;
  /** `totalBytes` is undefined while the server does not say. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number | undefined) => void) | undefined;
  /** Called once the length is known, before the first byte is written. Throws to stop. */
  readonly onLength?: ((bytesToCome: number) => Promise<void>) | undefined;
}

interface Downloaded {
  readonly sizeBytes: number;
  /** The server named this length before; false means that a cut could not be seen. */
  readonly lengthKnown: boolean;
  /** Some of the bytes came with an earlier try. */
  readonly resumed: boolean;
}

/** What the bytes of a part are of, so that they are never continued with another file's. */
const partFactsSchema = z.strictObject({ url: z.string(), validator: z.string() });

/**
 * Fetches a URL into a file, which grows until it is whole. A cut or stalled transfer goes on where it stopped, in a
 * later process too, if the server proves (If-Range) that the file is still the same; else it begins again.
 * @throws MODEL_NOT_FOUND (404, 410), STORE_DENIED (401, 403), STORE_UNAVAILABLE (retryable) when no try succeeded, and
 * what the file system throws
 */
export async function download(url: string, partFile: string, options: DownloadOptions): Promise<Downloaded> {
  let furthest = 0;
  for (let failed = 0, delay = options.retryDelayMs; ; ) {
    const before = furthest;
    try {
      return await transfer(url, partFile, options, (doneBytes) => {
        furthest = Math.max(furthest, doneBytes);
      });
    } catch (thrown) {
      options.signal?.throwIfAborted();
      if (!(thrown instanceof FacelineError) || !thrown.retryable) throw thrown;
      failed = furthest > before ? 1 : failed + 1;
      if (failed >= options.attempts) throw thrown;
    }
    await sleep(delay, undefined, options.signal === undefined ? {} : { signal: options.signal });
    delay = Math.min(delay * 2, 30_000);
  }
}

async function transfer(
  url: string,
  partFile: string,
  options: DownloadOptions,
  reached: (doneBytes: number) => void,
): Promise<Downloaded> {
  const file = await openPart(partFile);
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), options.stallMs);
  const signal = options.signal === undefined ? stalled.signal : AbortSignal.any([stalled.signal, options.signal]);
  try {
    const validator = await validatorOf(url, partFile);
    const have = validator === undefined ? 0 : (await file.stat()).size;
    const range = validator !== undefined && have > 0 ? { range: `bytes=${have}-`, 'if-range': validator } : {};
    const headers = { 'accept-encoding': 'identity', ...range };
    const response = await fetch(url, { headers, signal });
    const start = await startOf(response, url, have, partFile);
    if (start === 0) await beginAnew(file, partFile, url, response);
    const total = totalLength(response, start);
    if (total !== undefined) await options.onLength?.(total - start);
    let done = start;
    for await (const chunk of response.body ?? []) {
      await writeWhole(file, chunk, done);
      done += chunk.length;
      reached(done);
      options.onProgress?.(done, total);
      timer.refresh();
    }
    if (total !== undefined && done !== total) {
      throw transient('STORE_UNAVAILABLE', `${url} ended after ${done} of ${total} bytes.`);
    }
    await file.sync();
    return { sizeBytes: done, lengthKnown: total !== undefined, resumed: start > 0 };
  } catch (thrown) {
    throw explained(thrown, url, stalled.signal.aborted ? options.stallMs : undefined);
  } finally {
    clearTimeout(timer);
    await file.close();
  }
}

/** Byte at which the response begins. Throws where there is no file in it. */
async function startOf(response: Response, url: string, have: number, partFile: string): Promise<number> {
  const { status } = response;
  if (status === 200) return 0;
  if (status === 206 && have > 0) {
    const [, first] = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
    if (Number(first) === have) return have;
  }
  await response.body?.cancel();
  // The part does not fit what lies there now: the next try asks for all of it.
  if (status === 206 || status === 416) await rm(factsFile(partFile), { force: true });
  if (status === 404 || status === 410) throw permanent('MODEL_NOT_FOUND', `There is no ${url} (status ${status}).`);
  if (status === 401 || status === 403) throw permanent('STORE_DENIED', `${url} is not given out (status ${status}).`);
  throw transient('STORE_UNAVAILABLE', `${url} answered with status ${status}, which brings no file.`);
}

function totalLength(response: Response, start: number): number | undefined {
  if ((response.headers.get('content-encoding') ?? 'identity') !== 'identity') return undefined;
  const [, whole] = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (whole !== undefined) return Number(whole);
  const length = response.headers.get('content-length');
  return length === null || !/^\d+$/.test(length) ? undefined : start + Number(length);
}

const factsFile = (partFile: string): string => `${partFile}.json`;

/** What proves to the server which version of the file the part is of; undefined when the part is of no use. */
async function validatorOf(url: string, partFile: string): Promise<string | undefined> {
  const text = await readIfThere(factsFile(partFile));
  const facts = text === undefined ? undefined : parseJsonWith(partFactsSchema, text, 'part');
  return facts?.ok && facts.value.url === url ? facts.value.validator : undefined;
}

/** Forgets what the part held, and remembers what it will hold. A weak etag proves nothing about bytes. */
async function beginAnew(file: FileHandle, partFile: string, url: string, response: Response): Promise<void> {
  await rm(factsFile(partFile), { force: true });
  if ((await file.stat()).size > 0) await file.truncate(0);
  const etag = response.headers.get('etag');
  const validator = etag?.startsWith('"') ? etag : response.headers.get('last-modified');
  if (validator !== null) await writeDurably(factsFile(partFile), JSON.stringify({ url, validator }));
}

const openPart = async (partFile: string): Promise<FileHandle> => {
  try {
    return await open(partFile, 'r+');
  } catch {
    return open(partFile, 'w+');
  }
};

/** Removes a part and what is known of it. */
export async function removePart(partFile: string): Promise<void> {
  await rm(partFile, { force: true });
  await rm(factsFile(partFile), { force: true });
}

function explained(thrown: unknown, url: string, stalledMs: number | undefined): unknown {
  if (thrown instanceof FacelineError) return thrown;
  if (stalledMs !== undefined) {
    return transient('STORE_UNAVAILABLE', `${url} sent nothing for ${stalledMs / 1000} s.`, thrown);
  }
  // fetch throws TypeErrors for everything that happens on the wire, with the cause inside.
  if (!(thrown instanceof TypeError)) return thrown;
  const cause = thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
  return transient('STORE_UNAVAILABLE', `${url} could not be read: ${cause}.`, thrown);
}
