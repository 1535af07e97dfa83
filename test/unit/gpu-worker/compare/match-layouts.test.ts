import { describe, expect, test } from 'vitest';
import { colourNotes, pairProblem } from '../../../../gpu-worker/compare/match-layouts.ts';
import { frameRate } from '../../../../gpu-worker/inspect/describe-media.ts';
import type { FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';

const layout: FrameLayout = {
  ...{ width: 640, height: 360, pixels: 'yuv420p', matrix: 'bt709', fullRange: false, rotation: 0 },
};
const problem = (other: Partial<FrameLayout>): string | undefined =>
  pairProblem({ name: 'a.mp4', layout }, { name: 'b.mp4', layout: { ...layout, ...other } });

describe('two frames to compare', () => {
  test('need one size, rotation and range, and the message names both', () => {
    expect(problem({})).toBeUndefined();
    expect(problem({ width: 641 })).toMatch(/a\.mp4 is 640×360 and b\.mp4 641×360; the same size.*expected/);
    expect(problem({ width: 360, height: 640, rotation: 90 })).toContain('shown as 640×360 (rotation 90°)');
    expect(problem({ rotation: 180 })).toContain('rotation 180°');
    expect(problem({ fullRange: true })).toMatch(/luma as 16\.\.235 and b\.mp4 as 0\.\.255; the same range/);
  });

  test('may have other chroma or tags, which is told', () => {
    const colour = { matrix: 'bt709', primaries: 'bt709' };
    expect(colourNotes({ layout, colour }, { layout, colour })).toEqual([]);
    const notes = colourNotes(
      { layout, colour },
      { layout: { ...layout, pixels: 'yuv444p' }, colour: { matrix: 'smpte170m', primaries: 'bt709' } },
    );
    expect(notes).toEqual([
      'The chroma samplings are yuv420p and yuv444p: only luma was compared.',
      'The colour tags differ (matrix: bt709 and smpte170m): samples were compared as they are stored.',
    ]);
  });
});

describe('the rate of a video', () => {
  const times = (count: number, of: (frame: number) => number) => Float64Array.from({ length: count }, (_, i) => of(i));

  test('is constant where only the clock of the container jitters', () => {
    const ntsc = frameRate(
      times(300, (i) => (i * 1001) / 30_000),
      30_000,
    );
    expect(ntsc.constantRate).toBe(true);
    expect(ntsc.framesPerS).toBeCloseTo(29.97, 2);
    // Matroska's clock of whole milliseconds.
    expect(
      frameRate(
        times(300, (i) => Math.round((i * 1001) / 30) / 1000),
        1000,
      ).constantRate,
    ).toBe(true);
  });

  test('varies where frames are missing, and one frame has none', () => {
    expect(
      frameRate(
        times(100, (i) => (i < 50 ? i : i + 20) / 30),
        15_360,
      ).constantRate,
    ).toBe(false);
    expect(frameRate(Float64Array.of(0), 30)).toEqual({ framesPerS: 0, constantRate: true });
  });
});
