import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { planPlaces, withPlaces } from '../../../../../../bin/commands/local/dry-run/plan-places.ts';
import { planJobs } from '../../../../../../bin/commands/local/plan-jobs.ts';
import { runJobs } from '../../../../../../bin/commands/local/run-jobs.ts';
import { fakePipeline } from '../../../../../helpers/cli/fake-pipeline.ts';
import { temporaryFolder } from '../../../../../helpers/files/temporary-folder.ts';

/** A clip, its photo, and what a dry run says of the folder `out` beside them. */
async function foreseen(resume = false, preview?: number) {
  const folder = await temporaryFolder();
  for (const name of ['clip.mp4', 'me.jpg']) await writeFile(path.join(folder, name), `a ${name} of some length`);
  const [target, photo, out] = ['clip.mp4', 'me.jpg', 'out'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  const job = { target, photos: [photo], options: preview === undefined ? {} : { preview } };
  const where = { out, output: undefined, whenTaken: 'refuse', resume, models: 'no-models' } as const;
  const how = { provider: undefined, frameWorkers: undefined, json: false, quiet: false, strict: false } as const;
  const foresee = async () => {
    const places = await planPlaces([job], { jobs: [job], isDemo: false, inputs: [] }, { ...where, ...how });
    return withPlaces({ target, models: [], notes: [] }, places, 0);
  };
  const run = async () => {
    const { planned } = await planJobs([job], [], where);
    const listener = { onStart: () => undefined, onEnd: () => undefined };
    await runJobs(planned, await fakePipeline(path.join(folder, 'store')), listener, new AbortController().signal);
  };
  return { folder, out, foresee, run };
}

test('a folder that could be made is not made', async () => {
  const { folder, foresee } = await foreseen();
  expect((await foresee()).results).toHaveLength(4);
  expect(await readdir(folder)).not.toContain('out');
});

test.each([undefined, 12.5])('a folder that could not be made is refused, with --preview %s too', async (preview) => {
  const { out, foresee } = await foreseen(false, preview);
  await writeFile(out, 'a file');
  const { results, refusal } = await foresee();
  expect(results).toEqual([]);
  expect(refusal).toEqual({
    message: expect.stringMatching(/^--out: nothing can be written to .*out: a part of the path is a file/),
  });
});

test('a name that is taken is refused as the run refuses it, and with nothing added', async () => {
  const { out, foresee, run } = await foreseen();
  await mkdir(out);
  await writeFile(path.join(out, 'clip.swapped.mp4'), 'mine');
  const said = await run().catch((thrown: Error) => thrown.message);
  expect((await foresee()).refusal).toEqual({ message: said });
});

test('what --resume leaves out is done already', async () => {
  const { out, foresee, run } = await foreseen(true);
  await run();
  expect(await foresee()).toMatchObject({ results: [], done: path.join(out, 'clip.report.json') });
});
