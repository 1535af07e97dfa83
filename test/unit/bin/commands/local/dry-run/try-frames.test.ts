import { expect, test } from 'vitest';
import type { LocalJob } from '../../../../../../bin/commands/asked/files-of-job.ts';
import { timeOf, tryFrames } from '../../../../../../bin/commands/local/dry-run/try-frames.ts';
import type { Report } from '../../../../../../contract/report.ts';
import { doneReport } from '../../../../../helpers/tasks/done-report.ts';

const factsOf = (frames: number) => ({
  container: 'mov' as const,
  timestamps: Float64Array.from({ length: frames }, (_, index) => index / 25),
});

/** A pipeline of so many frames a second, whose first task takes three seconds more, and its first frames two. */
function slowAtFirst(all: number, framesPerS: number) {
  const tried: number[] = [];
  return {
    tried,
    forget: async () => undefined,
    async run({ options }: LocalJob): Promise<Report> {
      const report = doneReport();
      const { frames = all } = options;
      const [loadS, warmS] = tried.length === 0 ? [3, 2] : [0, 0];
      tried.push(frames);
      const framesWallS = warmS + frames / framesPerS;
      const timings = { ...report.result?.timings, framesWallS, totalWallS: framesWallS + loadS };
      const media = { ...report.result?.media, frames };
      return { ...report, result: { ...report.result, media, timings } } as Report;
    },
  };
}

const job: LocalJob = { target: 'clip.mp4', photos: [], options: {} };

test('what the first frames take more is not taken for the time of all others', async () => {
  const pipeline = slowAtFirst(1000, 5);
  const { result, warmUp } = await tryFrames(pipeline, job, factsOf(1000));
  expect(pipeline.tried).toEqual([2, 8]);
  if (result === undefined) throw new Error('eight frames were tried');
  const { totalS, framesPerS, setupS, triedFrames } = timeOf(result, 1000, warmUp);
  expect([totalS, framesPerS, setupS, triedFrames].map((value) => Number(value.toFixed(6)))).toEqual([203, 5, 3, 8]);
});

test('where frames are fast, more of them are tried', async () => {
  const pipeline = slowAtFirst(1000, 20);
  const { result } = await tryFrames(pipeline, job, factsOf(1000));
  expect(pipeline.tried).toEqual([2, 8, 48]);
  expect(result?.media.frames).toBe(48);
});

test('a short clip is tried once, whole', async () => {
  const pipeline = slowAtFirst(8, 10);
  const { result, warmUp } = await tryFrames(pipeline, job, factsOf(8));
  expect(pipeline.tried).toEqual([8]);
  expect(warmUp).toBeUndefined();
  expect(result && timeOf(result, 8).totalS).toBeCloseTo(5.8, 6);
});
