import { type FrameLayout, frameBytes } from '../pixels/frame-layout.ts';
import { boundedQueue } from './bounded-queue.ts';
import type { FrameOutcome } from './frame-engine-types.ts';
import type { FramePool } from './frame-pool.ts';
import { runLoops } from './run-loops.ts';

/** Where frames come from, in order. */
interface FrameReader {
  /** Fills `into` with the next frame; false when there is none. */
  read(into: Uint8Array): Promise<boolean>;
}

/** Where frames go to, in order. Resolves when the next one may come. */
interface FrameWriter {
  write(frame: Uint8Array): Promise<void>;
}

/** Looks at frames on their way; what it is given is only valid during the call. */
export interface FrameObserver<Outcome = FrameOutcome> {
  decoded(index: number, frame: Uint8Array): void;
  finished(index: number, frame: Uint8Array, outcome: Outcome): void;
}

interface SegmentTimings {
  /** Seconds the decoder kept us waiting. */
  readonly decodeWaitS: number;
  /** Seconds the encoder kept us waiting. */
  readonly encodeWaitS: number;
  /** First frame decoded to last frame given to the encoder. */
  readonly wallS: number;
}

interface Slot {
  readonly memory: SharedArrayBuffer;
  /** The frame as it came, and as it leaves: the same memory. */
  readonly bytes: Uint8Array;
  readonly made: Uint8Array;
}

interface FrameInWork<Outcome> {
  readonly index: number;
  readonly slot: Slot;
  readonly outcome: Promise<Outcome>;
}

/**
 * Decode, faces and encode at the same time: frames live in a fixed number of shared slots, frame workers change them
 * in place, and they leave in the order they came. Memory is the slots, whatever the length.
 * @returns the timings; every frame was written when it resolves
 */
export async function processSegment<Outcome = FrameOutcome>(given: {
  readonly reader: FrameReader;
  readonly writer: FrameWriter;
  readonly pool: Pick<FramePool, 'size'> & {
    process(memory: SharedArrayBuffer, layout: FrameLayout): Promise<Outcome>;
  };
  readonly layout: FrameLayout;
  /** In which frames come back from the pool. Default: as they went. */
  readonly outputLayout?: FrameLayout;
  readonly observer: FrameObserver<Outcome>;
  readonly signal: AbortSignal;
}): Promise<SegmentTimings> {
  const { reader, writer, pool, layout, outputLayout = layout, observer, signal } = given;
  // Two frames a worker, one being read, one being written: nobody waits for a slot while there is work.
  const slotCount = 2 * pool.size + 2;
  const free = boundedQueue<Slot>(slotCount);
  const inWork = boundedQueue<FrameInWork<Outcome>>(slotCount);
  let decodeWaitMs = 0;
  let encodeWaitMs = 0;
  let firstFrameAt: number | undefined;

  const decodeLoop = async (): Promise<void> => {
    for (let index = 0; ; index += 1) {
      const slot = await free.shift();
      if (slot === undefined) return;
      const askedAt = performance.now();
      const isThere = await reader.read(slot.bytes);
      decodeWaitMs += performance.now() - askedAt;
      if (!isThere) return inWork.close();
      firstFrameAt ??= performance.now();
      observer.decoded(index, slot.bytes);
      const outcome = pool.process(slot.memory, layout);
      // Awaited in order by the other loop; until then a rejection must not count as unhandled.
      outcome.catch(() => undefined);
      await inWork.push({ index, slot, outcome });
    }
  };
  const encodeLoop = async (): Promise<void> => {
    for (let frame = await inWork.shift(); frame !== undefined; frame = await inWork.shift()) {
      const outcome = await frame.outcome;
      observer.finished(frame.index, frame.slot.made, outcome);
      const askedAt = performance.now();
      await writer.write(frame.slot.made);
      encodeWaitMs += performance.now() - askedAt;
      await free.push(frame.slot);
    }
  };
  for (let count = 0; count < slotCount; count += 1) {
    const [size, madeSize] = [frameBytes(layout), frameBytes(outputLayout)];
    const memory = new SharedArrayBuffer(Math.max(size, madeSize));
    const slot = { memory, bytes: new Uint8Array(memory, 0, size), made: new Uint8Array(memory, 0, madeSize) };
    free.push(slot).catch(() => undefined);
  }
  await runLoops([decodeLoop, encodeLoop], [free, inWork], signal);
  const wallMs = firstFrameAt === undefined ? 0 : performance.now() - firstFrameAt;
  return { decodeWaitS: decodeWaitMs / 1000, encodeWaitS: encodeWaitMs / 1000, wallS: wallMs / 1000 };
}
