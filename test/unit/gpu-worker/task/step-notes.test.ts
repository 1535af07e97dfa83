import { expect, test } from 'vitest';
import type { FrameOutcome } from '../../../../gpu-worker/frames/frame-engine-types.ts';
import { countFaces } from '../../../../gpu-worker/task/count-faces.ts';
import { stepNotes } from '../../../../gpu-worker/task/step-notes.ts';

const timings = { detectMs: 0, steps: {}, pasteMs: 0, inferenceMs: 0 };
const frame = (outcome: Partial<FrameOutcome> = {}): FrameOutcome => ({ faces: [], timings, ...outcome });

test('frames for which a model gave nothing are told of, whichever work it was', () => {
  const count = countFaces({ processors: [], identities: [] });
  for (const unusable of [['detect'], ['detect', 'upscale'], ['colourise']] as const) count.add(frame({ unusable }));
  expect(stepNotes({ processors: [] }, count)).toEqual([
    'The detector gave no usable numbers for 2 of 3 frames: none of its faces were found there.',
    'The upscaler gave no usable numbers for 1 of 3 frames: they were enlarged without it.',
    'The colouriser gave no usable numbers for 1 of 3 frames: they kept their colours.',
  ]);
});

test('a face that one step changed and a later one could not is told of, and not counted as left alone', () => {
  const count = countFaces({ processors: [], identities: [] });
  const face = { box: { x1: 0, y1: 0, x2: 9, y2: 9 }, score: 1, pasteBoxes: [] };
  count.add(frame({ faces: [{ ...face, applied: ['swap'], skipped: 'model-output' }] }));
  expect(count.faces()).toMatchObject({ changed: { swap: 1 }, skipped: {} });
  expect(stepNotes({ processors: [] }, count)).toEqual([
    '1 faces were changed by one step and could not be by a later one.',
  ]);
});
