import { expect, test } from 'vitest';
import { processWhole } from '../../../../gpu-worker/frames/process-frame.ts';
import { rgbLayout } from '../../../helpers/media/patterns.ts';
import { taskWith } from '../../../helpers/models/engine.ts';

test('steps over whole frames are timed under their names, but for one that does nothing', async () => {
  const slow = { change: () => new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 20)) };
  const marks = { draw: () => {} };
  const steps = [{ name: 'transcode' }, { name: 'upscale', frame: slow }, { name: 'debug', marks }] as const;
  const timings = { detectMs: 0, steps: {}, pasteMs: 0, inferenceMs: 0 };
  const unusable = await processWhole(new Uint8Array(12), rgbLayout(2, 2), { ...taskWith(), steps }, [], timings);
  expect(unusable).toEqual(['upscale']);
  expect(timings.steps).toEqual({ upscale: expect.any(Number), debug: expect.any(Number) });
  expect(Object.values(timings.steps)[0]).toBeGreaterThan(15);
});
