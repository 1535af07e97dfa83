/** A frame worker: the thread that holds sessions and pixel code. `session.run()` blocks, so it may block here only. */
import { parentPort } from 'node:worker_threads';
import { openWarmModels, type WarmModels } from '../catalog/warm-models.ts';
import { asFacelineError, permanent } from '../errors.ts';
import { frameEngine } from './frame-engine.ts';
import type { FrameEngine } from './frame-engine-types.ts';
import type { FrameAnswers, FrameRequest, NumberedReply, NumberedRequest } from './frame-messages.ts';

if (parentPort === null) throw new Error('frame-worker.ts runs as a worker thread only');
const port = parentPort;

/** Sessions stay warm over tasks. */
let warm: WarmModels | undefined;
let engine: FrameEngine | undefined;

async function answer(
  request: Exclude<FrameRequest, { readonly kind: 'close' }>,
): Promise<FrameAnswers[keyof FrameAnswers]> {
  if (request.kind === 'prepare') {
    warm ??= openWarmModels(request.inference, request.cacheBytes);
    engine = undefined;
    engine = frameEngine(await warm.prepare(request.models));
    return undefined;
  }
  if (engine === undefined) throw permanent('INTERNAL', 'A frame worker was given work before its models.');
  if (request.kind === 'photo') return engine.embedPhoto(request.image, request.analysis);
  if (request.kind === 'recipe') return engine.follow(request.recipe);
  const pixels = new Uint8Array(request.pixels);
  if (request.kind === 'analysis') return engine.analyseFrame(pixels, request.layout, request.embed);
  return engine.processFrame(pixels, request.layout, request.told, request.screen);
}

let closing = false;

async function reply({ id, request }: NumberedRequest): Promise<void> {
  if (request.kind === 'close') {
    await warm?.close();
    return port.close();
  }
  if (closing) return;
  let message: NumberedReply;
  try {
    message = { id, answer: await answer(request) };
  } catch (thrown) {
    const { code, message: text, retryable } = asFacelineError(thrown);
    message = { id, error: { code, message: text, retryable } };
  }
  port.postMessage(message);
}

let last = Promise.resolve();
port.on('message', (numbered: NumberedRequest) => {
  if (numbered.request.kind === 'close') closing = true;
  last = last.then(() => reply(numbered));
});
