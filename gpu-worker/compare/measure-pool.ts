import { Worker } from 'node:worker_threads';
import { permanent } from '../errors.ts';
import type { FrameDifference } from './compare-frames.ts';
import type { MeasureReply, MeasureRequest, NumberedMeasureRequest } from './measure-messages.ts';

/** Threads that compare frames, each given to whichever has least to do. */
interface MeasurePool {
  readonly size: number;
  measure(request: MeasureRequest): Promise<FrameDifference>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(difference: FrameDifference): void;
  reject(error: Error): void;
}

/** They hold no models and little garbage. */
const limits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

/** @param entry the threads' module; tests give their own */
export function openMeasurePool(size: number, entry = new URL('./measure-worker.ts', import.meta.url)): MeasurePool {
  const threads = Array.from({ length: size }, () => {
    const worker = new Worker(entry, { resourceLimits: limits });
    const waiting = new Map<number, Waiting>();
    let over: Error | undefined;
    const end = (why: string): void => {
      over ??= permanent('INTERNAL', `A measuring thread ended: ${why}.`);
      for (const { reject } of waiting.values()) reject(over);
      waiting.clear();
    };
    worker.on('message', (reply: MeasureReply) => {
      const waiter = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('problem' in reply) waiter?.reject(permanent('INTERNAL', `Frames cannot be compared: ${reply.problem}`));
      else waiter?.resolve(reply.difference);
    });
    worker.on('error', (cause) => end(cause instanceof Error ? cause.message : String(cause)));
    worker.on('exit', (code) => end(`exit code ${code}`));
    return { worker, waiting, whyOver: () => over };
  });
  let nextId = 0;
  return {
    size,
    async measure(request) {
      const thread = threads.reduce((best, one) => (one.waiting.size < best.waiting.size ? one : best));
      const over = thread.whyOver();
      if (over !== undefined) throw over;
      const { promise, resolve, reject } = Promise.withResolvers<FrameDifference>();
      nextId += 1;
      thread.waiting.set(nextId, { resolve, reject });
      const numbered: NumberedMeasureRequest = { id: nextId, ...request };
      thread.worker.postMessage(numbered);
      return promise;
    },
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
