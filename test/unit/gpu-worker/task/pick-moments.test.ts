import { describe, expect, it } from 'vitest';
import type { FrameOutcome } from '../../../../gpu-worker/frames/frame-engine-types.ts';
import { pickMoments } from '../../../../gpu-worker/task/pick-moments.ts';

const timings = { detectMs: 0, steps: {}, pasteMs: 0, inferenceMs: 0 };

function outcomeWith(size: number): FrameOutcome {
  const box = { x1: 0, y1: 0, x2: size, y2: size };
  return { faces: [{ box, score: 1, applied: size > 0 ? ['swap'] : [], pasteBoxes: [] }], timings };
}

/** @param sizeAt side of the changed face; 0 where the frame is left as it was, -1 where it is changed without a face */
function momentsOf(framesTotal: number, sizeAt: (index: number) => number) {
  const picker = pickMoments(framesTotal);
  for (let index = 0; index < framesTotal; index += 1) {
    picker.decoded(index, Uint8Array.of(index));
    const change = sizeAt(index) === 0 ? 0 : 100;
    picker.finished(index, Uint8Array.of(index + change), outcomeWith(Math.max(0, sizeAt(index))));
  }
  return picker.moments();
}

describe('pickMoments', () => {
  it('takes the candidate with the largest changed face of each third, in order of time', () => {
    const moments = momentsOf(96, (index) => (index === 16 || index === 40 || index === 80 ? 90 : 10));
    expect(moments.map(({ index }) => index)).toEqual([16, 40, 80]);
    expect(moments[0]).toEqual({
      ...{ index: 16, before: Uint8Array.of(16), after: Uint8Array.of(116) },
      faces: [{ x1: 0, y1: 0, x2: 90, y2: 90 }],
    });
  });

  it('takes frames that were changed as a whole, but a face where there is one', () => {
    const moments = momentsOf(96, (index) => (index === 40 ? 5 : -1));
    expect(moments.map(({ index }) => index)).toEqual([0, 40, 64]);
    expect(moments.map(({ faces }) => faces.length)).toEqual([0, 1, 0]);
  });

  it('leaves thirds without a changed face out', () => {
    expect(momentsOf(96, (index) => (index > 64 ? 10 : 0))).toHaveLength(1);
  });

  it('gives one moment when nothing changed at all, and one for a single frame', () => {
    expect(momentsOf(96, () => 0)).toHaveLength(1);
    expect(momentsOf(1, () => 50).map(({ index }) => index)).toEqual([0]);
  });

  it('lives with a wrong frame count', () => {
    const picker = pickMoments(10);
    for (let index = 0; index < 50; index += 1) {
      picker.decoded(index, Uint8Array.of(index));
      picker.finished(index, Uint8Array.of(index), outcomeWith(index));
    }
    expect(picker.moments().at(-1)?.index).toBe(49);
  });
});
