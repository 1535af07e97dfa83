import type { Readable } from 'node:stream';

export interface FrameReader {
  /** Fills `into` from the stream. False when the stream had ended before the first byte of it. */
  readonly fill: (into: Uint8Array) => Promise<boolean>;
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
 */
export function createFrameReader(stream: Readable): FrameReader {
  const held: Uint8Array[] = [];
  let waiting: Waiting | undefined;
  let over = false;
  let problem: Error | undefined;

  const take = (chunk: Uint8Array): Uint8Array | undefined => {
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
    return part.length < chunk.length ? chunk.subarray(part.length) : undefined;
  };
  const settleAtEnd = () => {
    if (waiting === undefined) return;
    const { filled, into, resolve, reject } = waiting;
    waiting = undefined;
    if (problem !== undefined) reject(problem);
    else if (filled === 0) resolve(false);
    else reject(new Error(`the last frame has ${filled} of ${into.length} bytes`));
  };
  const end = (error?: Error) => {
    over = true;
    problem ??= error;
    settleAtEnd();
  };

  stream.on('data', (chunk: Uint8Array) => {
    // Node sets the pipes of a child that has exited flowing, asked or not: chunks may come while nobody waits.
    const rest = take(chunk);
    if (rest !== undefined) held.push(rest);
    if (waiting === undefined) stream.pause();
  });
  stream.once('end', () => end());
  stream.once('close', () => end());
  stream.once('error', end);
  stream.pause();

  return {
    fill: (into) =>
      new Promise((resolve, reject) => {
        waiting = { into, filled: 0, resolve, reject };
        while (waiting !== undefined) {
          const chunk = held.shift();
          if (chunk === undefined) break;
          const rest = take(chunk);
          if (rest !== undefined) held.unshift(rest);
        }
        if (waiting === undefined) return;
        if (over) settleAtEnd();
        else stream.resume();
      }),
  };
}
