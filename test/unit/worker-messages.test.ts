import { expect, test } from 'vitest';
import { progressTeller } from '../../gpu-worker/worker-messages.ts';

test('progress is told ten times a second at most, and at the last frame', () => {
  const told: number[] = [];
  let nowMs = 0;
  const tell = progressTeller(
    ({ framesDone }) => told.push(framesDone),
    100,
    () => nowMs,
  );
  for (let framesDone = 1; framesDone <= 25; framesDone += 1) {
    tell('id', { framesDone, framesTotal: 25 });
    nowMs += 10;
  }
  expect(told).toEqual([1, 11, 21, 25]);
});
