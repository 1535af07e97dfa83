/** A thread that compares frames: a tenth of a second of arithmetic each, which must not hold up the decoders. */
import { parentPort } from 'node:worker_threads';
import { compareFrames } from './compare-frames.ts';
import type { MeasureReply, NumberedMeasureRequest } from './measure-messages.ts';

if (parentPort === null) throw new Error('measure-worker.ts runs as a worker thread only');
const port = parentPort;

port.on('message', ({ id, a, b, layout, boxes, lumaOnly }: NumberedMeasureRequest) => {
  let reply: MeasureReply;
  try {
    const difference = compareFrames(new Uint8Array(a), new Uint8Array(b), layout, boxes, lumaOnly);
    reply = { id, difference };
  } catch (thrown) {
    reply = { id, problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  port.postMessage(reply);
});
