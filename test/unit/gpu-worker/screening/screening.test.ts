import { expect, test } from 'vitest';
import { asFacelineError } from '../../../../gpu-worker/errors.ts';
import { failedReport } from '../../../../gpu-worker/loop/build-report.ts';
import { openScreening, screeningModels } from '../../../../gpu-worker/screening/screening.ts';
import { sampleTask } from '../../../helpers/tasks/sample-task.ts';

const frame = (objections: number) => ({
  faces: [],
  objections,
  timings: { detectMs: 0, steps: {}, pasteMs: 0, inferenceMs: 0 },
});
const models = (...names: string[]) => ({ has: async (name: string) => names.includes(name) });

test('one frame a second is looked at, of a whole number of frames: 29 at 29.97 frames/s, as FaceFusion does', () => {
  const screening = openScreening([], 300, 30_000 / 1001);
  const looked = Array.from({ length: 300 }, (_, index) => index).filter((index) => screening.wants(index));
  expect(looked.slice(0, 4)).toEqual([0, 29, 58, 87]);
});

test('less than one frame a second: every frame is looked at', () => {
  const screening = openScreening([], 3, 0.4);
  expect([0, 1, 2].map((index) => screening.wants(index))).toEqual([true, true, true]);
});

test('a refusal carries its counts and its score into the report', () => {
  const screening = openScreening([], 40, 10);
  screening.add(frame(1));
  let thrown: unknown;
  try {
    screening.add(frame(2));
  } catch (caught) {
    thrown = caught;
  }
  const error = asFacelineError(thrown);
  expect(error).toMatchObject({ code: 'CONTENT_REFUSED', retryable: false });
  const counts = { outcome: 'refused', framesChecked: 2, framesFlagged: 1, flaggedShare: 0.5 };
  const task = sampleTask();
  const report = failedReport({ task, place: task }, error, { attempt: 1, startedAtMs: 0, finishedAtMs: 1 });
  expect(report.error?.screening).toEqual(counts);
});

test('with two of the three models nothing is screened, and the report names the third', async () => {
  const { needed, missing } = await screeningModels(models('nsfw_1', 'nsfw_3'), 'auto');
  expect(needed).toEqual([]);
  const screening = openScreening(missing, 10, 10);
  expect(screening.wants(0)).toBe(false);
  expect(screening.finish()).toEqual({
    outcome: 'not screened',
    missing: ['nsfw_2'],
    framesChecked: 0,
    framesFlagged: 0,
    flaggedShare: 0,
  });
  expect((await screeningModels(models('nsfw_1', 'nsfw_2', 'nsfw_3'), 'auto')).needed).toHaveLength(3);
});
