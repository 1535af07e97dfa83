import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FrameOutcome } from '../../../../gpu-worker/frames/frame-engine-types.ts';
import { processSegment } from '../../../../gpu-worker/frames/stream-frames.ts';
import type { FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';

const layout: FrameLayout = {
  width: 4,
  height: 2,
  pixels: 'yuv420p',
  matrix: 'bt601',
  fullRange: false,
  rotation: 0,
};
const outcome: FrameOutcome = {
  faces: [],
  timings: { detectMs: 1, steps: {}, pasteMs: 0, inferenceMs: 1 },
};
const quiet = { decoded: () => undefined, finished: () => undefined };

/** A reader of `count` frames whose first byte is the frame's number. */
function countingReader(count: number) {
  let next = 0;
  return {
    reads: () => next,
    async read(into: Uint8Array) {
      if (next === count) return false;
      into.fill(next);
      next += 1;
      return true;
    },
  };
}

describe('processSegment', () => {
  it('keeps frames in order though workers finish out of order, and never holds more than its slots', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.info(`seed ${seed}`);
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const reader = countingReader(60);
    const written: number[] = [];
    let mostAhead = 0;
    await processSegment({
      reader,
      writer: {
        async write(frame) {
          mostAhead = Math.max(mostAhead, reader.reads() - written.length);
          written.push(frame[0] ?? -1);
          if (written.length % 7 === 0) await sleep(4);
        },
      },
      pool: {
        size: 2,
        async process(memory) {
          await sleep(random() * 5);
          const bytes = new Uint8Array(memory);
          bytes[0] = (bytes[0] ?? 0) + 100;
          return outcome;
        },
      },
      layout,
      observer: quiet,
      signal: new AbortController().signal,
    });
    expect(written).toEqual(Array.from({ length: 60 }, (_, index) => index + 100));
    expect(mostAhead).toBeLessThanOrEqual(6);
  });

  it('ends with the first failure of a worker, and stops reading', async () => {
    const reader = countingReader(1000);
    const failing = processSegment({
      reader,
      writer: { write: async () => undefined },
      pool: {
        size: 1,
        process: async (memory) => {
          if (new Uint8Array(memory)[0] === 5) throw new Error('frame 5 failed');
          return outcome;
        },
      },
      layout,
      observer: quiet,
      signal: new AbortController().signal,
    });
    await expect(failing).rejects.toThrow('frame 5 failed');
    expect(reader.reads()).toBeLessThan(20);
  });

  it('ends with the failure of the writer', async () => {
    const failing = processSegment({
      reader: countingReader(1000),
      writer: {
        write: async () => {
          throw new Error('pipe closed');
        },
      },
      pool: { size: 2, process: async () => outcome },
      layout,
      observer: quiet,
      signal: new AbortController().signal,
    });
    await expect(failing).rejects.toThrow('pipe closed');
  });

  it('ends with the reason of an abort', async () => {
    const abort = new AbortController();
    const running = processSegment({
      reader: countingReader(100_000),
      writer: { write: () => sleep(1) },
      pool: { size: 2, process: async () => outcome },
      layout,
      observer: quiet,
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(new Error('lease lost')), 20);
    await expect(running).rejects.toThrow('lease lost');
  });
});
