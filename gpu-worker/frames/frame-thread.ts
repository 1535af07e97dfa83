import { Worker } from 'node:worker_threads';
import { FacelineError, transient } from '../errors.ts';
import type { FrameAnswers, FrameRequest, NumberedReply, NumberedRequest } from './frame-messages.ts';

/** The main thread's end of one frame worker. */
export interface FrameThread {
  /** Requests without an answer yet. */
  readonly pending: number;
  /** False once the thread has ended: by an exception, its heap limit, or `close`. */
  readonly alive: boolean;
  ask<K extends keyof FrameAnswers>(request: FrameRequest & { readonly kind: K }): Promise<FrameAnswers[K]>;
  /** Waits until the thread has ended: by itself, or after {@link longestEndMs} from outside. */
  close(): Promise<void>;
}

/** More than one frame takes with heavy models on a CPU. */
const longestEndMs = 10_000;

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: FacelineError): void;
}

/** Frames leave little garbage; left alone, V8 lets each thread collect 48 MiB of it first. */
const youngMb = 8;

/**
 * Starts a frame worker.
 * @param entry the thread's module; tests give their own
 * @param heapMb the thread's own JavaScript heap limit; beyond it the thread ends, the process does not
 */
export function startFrameThread(entry: URL, heapMb: number): FrameThread {
  const worker = new Worker(entry, {
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: youngMb },
  });
  const waiting = new Map<number, Waiting>();
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let alive = true;
  let nextId = 0;

  const end = (why: string, cause?: unknown): void => {
    alive = false;
    const error = transient('INTERNAL', `A frame worker ended: ${why}. The task is tried again in a new one.`, cause);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (reply: NumberedReply) => {
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) {
      const { code, message, retryable } = reply.error;
      waiter?.reject(new FacelineError(code, message, { retryable }));
    } else waiter?.resolve(reply.answer);
  });
  worker.on('error', (cause) => end(cause instanceof Error ? cause.message : String(cause), cause));
  worker.on('exit', (code) => end(`exit code ${code}`));

  return {
    get pending() {
      return waiting.size;
    },
    get alive() {
      return alive;
    },
    ask<K extends keyof FrameAnswers>(request: FrameRequest & { readonly kind: K }) {
      const { promise, resolve, reject } = Promise.withResolvers<FrameAnswers[K]>();
      if (!alive) {
        reject(transient('INTERNAL', 'A frame worker has ended; the task is tried again in a new one.'));
        return promise;
      }
      nextId += 1;
      const numbered: NumberedRequest = { id: nextId, request };
      // The thread answers each kind with its own type; the id ties the answer to this call.
      waiting.set(nextId, { resolve: resolve as (answer: unknown) => void, reject });
      worker.postMessage(numbered);
      return promise;
    },
    async close() {
      alive = false;
      nextId += 1;
      const request: NumberedRequest = { id: nextId, request: { kind: 'close' } };
      worker.postMessage(request);
      // Ended from outside while ONNX Runtime is being loaded or answers, a thread takes the whole process with it.
      const tooLong = setTimeout(() => void worker.terminate(), longestEndMs);
      await ended;
      clearTimeout(tooLong);
    },
  };
}
