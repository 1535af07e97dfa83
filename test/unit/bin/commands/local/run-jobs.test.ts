import { rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeJobs } from '../../../../../bin/commands/local/asked-jobs.ts';
import { type PlanSettings, planJobs } from '../../../../../bin/commands/local/plan-jobs.ts';
import { type JobEnd, runJobs, summaryTable } from '../../../../../bin/commands/local/run-jobs.ts';
import type { TaskOptions } from '../../../../../contract/options/options.ts';
import { fakePipeline } from '../../../../helpers/cli/fake-pipeline.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

/** A folder with three clips, of which one is broken, and a photo. */
async function clips() {
  const folder = await temporaryFolder();
  const put = (name: string, text: string) => writeFile(path.join(folder, name), text);
  for (const name of ['a.mp4', 'c.mp4']) await put(name, `a film of some length, ${name}`);
  await put('b.mp4', 'broken');
  await put('me.jpg', 'somebody');
  const pipeline = await fakePipeline(path.join(folder, 'store'));
  const out = path.join(folder, 'out');
  const plan = (
    settings: Partial<PlanSettings> = {},
    options: TaskOptions = {},
    names = ['a.mp4', 'b.mp4', 'c.mp4'],
  ) => {
    const targets = names.map((name) => path.join(folder, name));
    const jobs = makeJobs(targets, { photos: [path.join(folder, 'me.jpg')], options });
    return planJobs(jobs, [], { out, whenTaken: 'refuse', resume: false, models: 'no-models', ...settings });
  };
  const run = async (planned: Awaited<ReturnType<typeof plan>>['planned'], wrap: Partial<typeof pipeline> = {}) => {
    const ends: JobEnd[] = [];
    const listener = { onStart: () => undefined, onEnd: (end: JobEnd) => void ends.push(end) };
    await runJobs(planned, { ...pipeline, ...wrap }, listener, new AbortController().signal);
    return ends;
  };
  return { folder, out, put, pipeline, plan, run };
}

test('one that fails does not stop the others, and a table says what became of each', async () => {
  const { plan, run, pipeline } = await clips();
  const ends = await run((await plan()).planned);
  expect(ends.map(({ outcome }) => outcome)).toEqual(['done', 'failed', 'done']);
  expect(pipeline.jobs).toEqual(['a.mp4 me.jpg', 'b.mp4 me.jpg', 'c.mp4 me.jpg']);
  const rows = summaryTable(ends).split('\n');
  expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
    ['clip', 'outcome', 'faces', 'frames', 'seconds', 'result or code'],
    ['a.mp4', 'done', '149 of 150', '150', '9.5', expect.stringMatching(/a\.swapped\.mp4$/)],
    ['b.mp4', 'failed', 'SOURCE_NOT_MEDIA'],
    ['c.mp4', 'done', '149 of 150', '150', '9.5', expect.stringMatching(/c\.swapped\.mp4$/)],
  ]);
});

test('one that ends without a report is a line of the table; alone it ends the command', async () => {
  const { plan, run, pipeline } = await clips();
  const wrap = {
    run: async (job: Parameters<typeof pipeline.run>[0]) => {
      if (job.target.endsWith('a.mp4')) throw new Error('ENOENT: a.mp4 is gone');
      return pipeline.run(job);
    },
  };
  const ends = await run((await plan()).planned, wrap);
  expect(ends.map(({ problem, outcome }) => problem ?? outcome)).toEqual(['ENOENT: a.mp4 is gone', 'failed', 'done']);
  expect(summaryTable(ends)).toMatch(/a\.mp4 +failed +ENOENT: a\.mp4 is gone/);
  const { planned } = await plan({ whenTaken: 'number' }, {}, ['a.mp4']);
  await expect(run(planned, wrap)).rejects.toThrow('ENOENT: a.mp4 is gone');
});

test('a worker that has ended ends the batch', async () => {
  const { plan, run } = await clips();
  const dead = () => {
    throw new Error('The worker ended.');
  };
  await expect(run((await plan()).planned, { run: async () => dead(), throwIfEnded: dead })).rejects.toThrow(
    'The worker ended.',
  );
});

const resume = { resume: true } as const;

test('what is done is left out by --resume, and what failed is tried again', async () => {
  const { plan, run } = await clips();
  await run((await plan()).planned);
  const { planned, notes } = await plan(resume);
  expect(planned.map(({ done }) => done?.report.outcome)).toEqual(['done', undefined, 'done']);
  expect(notes).toEqual([]);
  const rest = await run(planned.filter(({ done }) => done === undefined));
  expect(rest.map(({ outcome, report }) => [outcome, report?.error?.code])).toEqual([['failed', 'SOURCE_NOT_MEDIA']]);
});

test.each<[string, (rig: Awaited<ReturnType<typeof clips>>) => Promise<unknown>, TaskOptions, RegExp]>([
  ['the clip has changed', ({ put }) => put('a.mp4', 'cut anew, and longer than before'), {}, /a\.mp4 has changed/],
  [
    'the clip has another time',
    ({ folder }) => utimes(path.join(folder, 'a.mp4'), 1000, 1000),
    {},
    /is of another file: a\.mp4 has changed since/,
  ],
  ['the photo is another one', ({ put }) => put('me.jpg', 'somebody else'), {}, /is of other photos, or another map/],
  ['another rate factor is asked for', async () => undefined, { crf: 30 }, /another --crf or --encoder-preset/],
  ['another step is asked for', async () => undefined, { swapperWeight: 0.9 }, /other steps, models/],
  ['the detector is another one', async () => undefined, { detectorScore: 0.9 }, /settings for finding faces/],
  [
    'its result was moved away',
    ({ out }) => rm(path.join(out, 'a.swapped.mp4')),
    {},
    /names a\.swapped\.mp4, which is not there as it was made/,
  ],
])('--resume says why it does not leave a clip out: %s', async (_what, change, options, why) => {
  const rig = await clips();
  await rig.run((await rig.plan({}, {}, ['a.mp4'])).planned);
  await change(rig);
  await expect(rig.plan(resume, options, ['a.mp4'])).rejects.toThrow(why);
  const again = await rig.plan({ ...resume, whenTaken: 'number' }, options, ['a.mp4']);
  expect(again.notes.join()).toMatch(why);
  expect(again.planned[0]?.done).toBeUndefined();
  expect(again.planned[0]?.plan.names.file).toMatch(/^a\.swapped(-2)?\.mp4$/);
});

test('what is done stays done when a clip of the same stem joins or goes, and the other is never taken for it', async () => {
  const { folder, plan, run, put } = await clips();
  await utimes(path.join(folder, 'a.mp4'), 1000, 1000);
  await run((await plan({}, {}, ['a.mp4'])).planned);
  // As large and as old as the other.
  await put('a.mov', 'a film of some length, a.mp4');
  await utimes(path.join(folder, 'a.mov'), 1000, 1000);
  const both = await plan(resume, {}, ['a.mov', 'a.mp4']);
  expect(both.notes).toEqual([]);
  expect(both.planned.map(({ done }) => path.basename(done?.reportFile ?? 'none'))).toEqual(['none', 'a.report.json']);
  await expect(plan(resume, {}, ['a.mov'])).rejects.toThrow(/a\.report\.json is of another file: a\.mp4\./);
  await run(both.planned.filter(({ done }) => done === undefined));
  const alone = await plan(resume, {}, ['a.mov']);
  expect(path.basename(alone.planned[0]?.done?.reportFile ?? '')).toBe('a.mov.report.json');
  await put('me.jpg', 'somebody else');
  const { notes } = await plan({ ...resume, whenTaken: 'number' }, {}, ['a.mov', 'a.mp4']);
  expect(notes.join('\n')).toMatch(/^a\.mp4 is not done yet: a\.report\.json is of other photos/m);
});

test('a numbered result counts as done too', async () => {
  const { plan, run, put } = await clips();
  await run((await plan({}, {}, ['a.mp4'])).planned);
  await put('a.mp4', 'cut anew, and longer than before');
  await run((await plan({ whenTaken: 'number' }, {}, ['a.mp4'])).planned);
  const { planned } = await plan(resume, {}, ['a.mp4']);
  expect(path.basename(planned[0]?.done?.reportFile ?? '')).toBe('a.report-2.json');
});
