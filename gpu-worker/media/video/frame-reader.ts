import type { Readable } from 'node:stream';

export interface FrameReader {
  /** Fills `into` from the stream. False when the stream had ended before the first byte of it. */
  readonly fill: (into: Uint8Array) => Promise<boolean>;
}

/** The side of a frame reader that is fed. */
interface FrameSink {
  /** Takes the next bytes; false when none are wanted until `resume` is called. The chunk may be used again. */
  readonly take: (chunk: Uint8Array) => boolean;
  readonly end: (error?: Error) => void;
}

interface Waiting {
  readonly into: Uint8Array;
  filled: number;
  readonly resolve: (whole: boolean) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Cuts a byte stream into frames, straight into the reader's memory. Between two calls the stream stands still, so no
 * more than a few chunks are ever held here and the pipe pushes back on its writer.
 * @param resume asks the stream for more, after it was told that none are wanted
 */
export function createFrameReader(resume: () => void): FrameReader & FrameSink {
  const held: Uint8Array[] = [];
  let waiting: Waiting | undefined;
  let over = false;
  let problem: Error | undefined;

  const takeWhatFits = (chunk: Uint8Array): Uint8Array => {
    if (waiting === undefined) return chunk;
    const space = waiting.into.length - waiting.filled;
    const part = chunk.length <= space ? chunk : chunk.subarray(0, space);
    waiting.into.set(part, waiting.filled);
    waiting.filled += part.length;
    if (waiting.filled === waiting.into.length) {
      const { resolve } = waiting;
      waiting = undefined;
      resolve(true);
    }
    return chunk.subarray(part.length);
  };
  const settleAtEnd = () => {
    if (waiting === undefined) return;
    const { filled, into, resolve, reject } = waiting;
    waiting = undefined;
    if (problem !== undefined) reject(problem);
    else if (filled === 0) resolve(false);
    else reject(new Error(`the last frame has ${filled} of ${into.length} bytes`));
  };

  return {
    take(chunk) {
      const rest = takeWhatFits(chunk);
      if (rest.length > 0) held.push(rest.slice());
      return waiting !== undefined;
    },
    end(error) {
      over = true;
      problem ??= error;
      settleAtEnd();
    },
    fill: (into) =>
      new Promise((resolve, reject) => {
        waiting = { into, filled: 0, resolve, reject };
        while (waiting !== undefined) {
          const chunk = held.shift();
          if (chunk === undefined) break;
          const rest = takeWhatFits(chunk);
          if (rest.length > 0) held.unshift(rest);
        }
        if (waiting === undefined) return;
        if (over) settleAtEnd();
        else resume();
      }),
  };
}

/** A frame reader over any stream of bytes. */
export function framesOf(stream: Readable): FrameReader {
  const reader = createFrameReader(() => stream.resume());
  stream.on('data', (chunk: Uint8Array) => {
    // Node sets the pipes of a child that has exited flowing, asked or not: chunks may come while nobody waits.
    if (!reader.take(chunk)) stream.pause();
  });
  stream.once('end', () => reader.end());
  stream.once('close', () => reader.end());
  stream.once('error', reader.end);
  stream.pause();
  return reader;
}
