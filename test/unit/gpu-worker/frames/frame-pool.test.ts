import { afterEach, describe, expect, it } from 'vitest';
import { type FramePool, openFramePool } from '../../../../gpu-worker/frames/frame-pool.ts';
import type { FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';
import { taskWith } from '../../../helpers/models/engine.ts';

const layout: FrameLayout = { width: 2, height: 2, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation: 0 };
const entry = new URL('../../../fixtures/fake-frame-worker.ts', import.meta.url);
let pool: FramePool | undefined;

const open = (): FramePool => {
  pool = openFramePool({ frameWorkers: 2, heapMb: 48, inference: { provider: 'cpu', intraOpThreads: 1 }, entry });
  return pool;
};
const frame = (act: number): SharedArrayBuffer => {
  const memory = new SharedArrayBuffer(12);
  new Uint8Array(memory)[0] = act;
  return memory;
};

afterEach(() => pool?.close());

describe('openFramePool', () => {
  it('answers every frame, and carries errors over with their code', async () => {
    const frames = open();
    await frames.prepare([]);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => frames.process(frame(0), layout)));
    expect(outcomes).toHaveLength(20);
    const photo = { width: 1, height: 1, data: new Uint8Array(3) };
    await expect(frames.embedPhoto(photo, taskWith().analysis)).rejects.toMatchObject({
      code: 'PHOTO_NO_FACE',
      retryable: false,
    });
  });

  it.each([
    ['an exception', 1],
    ['the heap limit', 2],
  ])('fails the attempt only, and works again after the next prepare: %s', async (_what, act) => {
    const frames = open();
    await frames.prepare([]);
    await expect(frames.process(frame(act), layout)).rejects.toMatchObject({
      code: 'INTERNAL',
      retryable: true,
    });
    await frames.prepare([]);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => frames.process(frame(0), layout)));
    expect(outcomes).toHaveLength(8);
  });
});
