import { expect, test } from 'vitest';
import { progressMessageSchema, progressTeller } from '../../../../gpu-worker/loop/worker-messages.ts';
import { atPhase } from '../../../../gpu-worker/phases.ts';

test('progress is told ten times a second at most, and at the last frame', () => {
  const told: number[] = [];
  let nowMs = 0;
  const tell = progressTeller(
    ({ framesDone }) => told.push(framesDone),
    100,
    () => nowMs,
  );
  for (let framesDone = 1; framesDone <= 25; framesDone += 1) {
    tell('id', { phase: 'frames', framesDone, framesTotal: 25 });
    nowMs += 10;
  }
  expect(told).toEqual([1, 11, 21, 25]);
});

test('a phase that begins is told at once, and so is that of another task', () => {
  const told: string[] = [];
  const tell = progressTeller(
    (message) =>
      told.push(`${message.taskId} ${progressMessageSchema.parse(JSON.parse(JSON.stringify(message))).phase}`),
    100,
    () => 0,
  );
  for (const phase of ['reading', 'models', 'models'] as const) tell('a', atPhase(phase));
  tell('a', { phase: 'frames', framesDone: 1, framesTotal: 9 });
  tell('a', { phase: 'frames', framesDone: 2, framesTotal: 9 });
  tell('b', { phase: 'frames', framesDone: 1, framesTotal: 9 });
  expect(told).toEqual(['a reading', 'a models', 'a frames', 'b frames']);
});
