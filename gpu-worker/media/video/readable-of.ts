import type { Readable } from 'node:stream';

/** The stream of a child's descriptor that was asked to be a pipe. Throws when it is none. */
export function readableOf(stream: unknown): Readable {
  if (stream !== null && typeof stream === 'object' && 'pause' in stream && isReadable(stream)) return stream;
  throw new Error('A child process was started without its pipes.');
}

function isReadable(stream: object): stream is Readable {
  return 'setEncoding' in stream && typeof stream.setEncoding === 'function';
}
