import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { seededRandom } from '../faces/synthetic-faces.ts';

/** Bytes with the outermost form of an ONNX file: a version, and a graph of random bytes. */
export function onnxBytes(length: number, seed = 1): Buffer {
  const random = seededRandom(seed);
  const graph = Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  const size: number[] = [];
  for (let left = length; ; left >>>= 7) {
    size.push(left > 127 ? (left & 127) | 128 : left);
    if (left <= 127) break;
  }
  return Buffer.concat([Buffer.from([0x08, 0x08, 0x3a, ...size]), graph]);
}

export interface Asked {
  readonly url: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

/** A server on this machine that answers by path; what it was asked is kept. Paths without an answer are 404. */
export async function serveModels(answers: Readonly<Record<string, Answer>>) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const nth = asked.filter((other) => other.url === url).length;
    asked.push({ url, range: request.headers.range, ifRange: request.headers['if-range']?.toString() });
    const answer = answers[url];
    if (answer === undefined) response.writeHead(404).end('not here');
    else answer(request, response, nth);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { base: `http://127.0.0.1:${address.port}`, asked };
}

/** How far the client under test says it is: a server that cuts waits for it, so that no byte is lost on the way. */
export const clientProgress = { doneBytes: 0 };

/** Serves bytes as a good server does: ranges under a strong etag. `cutAfter` ends the first answers early. */
export function goodFile(bytes: Buffer, options: { etag?: string; cutAfter?: number; cuts?: number } = {}): Answer {
  const etag = options.etag ?? '"one"';
  return (request, response, nth) => {
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const proven = request.headers['if-range'] === etag;
    const start = from !== undefined && proven ? Number(from) : 0;
    const length = bytes.length - start;
    const range = { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(start > 0 ? 206 : 200, { etag, 'content-length': length, ...(start > 0 ? range : {}) });
    if (options.cutAfter === undefined || nth >= (options.cuts ?? 1)) return void response.end(bytes.subarray(start));
    const cutAt = start + options.cutAfter;
    response.write(bytes.subarray(start, cutAt));
    clientProgress.doneBytes = 0;
    const watch = setInterval(() => {
      if (clientProgress.doneBytes < cutAt && !response.destroyed) return;
      clearInterval(watch);
      response.destroy();
    }, 2);
  };
}

export const plainText =
  (text: string): Answer =>
  (_, response) =>
    void response.writeHead(200, { 'content-length': Buffer.byteLength(text) }).end(text);
