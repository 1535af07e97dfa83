import { describe, expect, it } from 'vitest';
import { outputProblems } from '../../../../gpu-worker/task/output-problems.ts';

const promised = {
  width: 853,
  height: 479,
  rotation: 90,
  colour: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' },
  timestamps: Float64Array.of(0, 0.04, 0.12),
  durationS: 0.16,
  mayGrow: true,
};

describe('outputProblems', () => {
  it('has none for the same video, limited range said or not', () => {
    expect(outputProblems(promised, { ...promised, colour: { ...promised.colour, fullRange: false } })).toEqual([]);
  });

  it('lets the duration differ by half a frame, as clocks and containers round it', () => {
    expect(outputProblems(promised, { ...promised, durationS: 0.18 })).toEqual([]);
  });

  it('lets an odd side grow by one only where that is allowed', () => {
    const grown = { ...promised, width: 854, height: 480 };
    expect(outputProblems(promised, grown)).toEqual([]);
    expect(outputProblems({ ...promised, mayGrow: false }, grown)).toHaveLength(2);
  });

  it.each([
    ['a frame less', { timestamps: Float64Array.of(0, 0.04) }, 'frames'],
    ['a frame moved', { timestamps: Float64Array.of(0, 0.04, 0.08) }, 'time of frame 2'],
    ['another start', { timestamps: Float64Array.of(0.04, 0.08, 0.16) }, 'time of frame 0'],
    ['no rotation', { rotation: 0 }, 'rotation'],
    ['untagged', { colour: {} }, 'colour primaries'],
    ['full range', { colour: { ...promised.colour, fullRange: true } }, 'full range'],
    ['another size', { width: 852 }, 'width'],
    ['a last frame that stands for seconds', { durationS: 5.12 }, 'duration'],
    ['a last frame shorter by more than half a frame', { durationS: 0.13 }, 'duration'],
  ])('names %s', (_what, change, named) => {
    expect(outputProblems(promised, { ...promised, ...change })[0]).toContain(named);
  });
});
