import { expect, onTestFinished, test } from 'vitest';
import { openMeasurePool } from '../../../../gpu-worker/compare/measure-pool.ts';

test('a thread that has ended refuses what comes later, instead of keeping it waiting for ever', async () => {
  const pool = openMeasurePool(1, new URL('data:text/javascript,process.exit(3)'));
  onTestFinished(() => pool.close());
  const frame = new SharedArrayBuffer(384);
  const frames = {
    ...{ a: frame, b: frame, boxes: [], lumaOnly: false },
    layout: { width: 16, height: 16, pixels: 'yuv420p', matrix: 'bt709', fullRange: false, rotation: 0 },
  } as const;
  for (const _ of ['while it ends', 'afterwards']) {
    await expect(pool.measure(frames)).rejects.toThrow('A measuring thread ended: exit code 3.');
  }
});
