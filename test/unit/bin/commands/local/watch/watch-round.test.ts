import { copyFile, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type WatchParts, watchRound } from '../../../../../../bin/commands/local/watch/watch-round.ts';
import type { TaskOptions } from '../../../../../../contract/options/options.ts';
import { fakePipeline } from '../../../../../helpers/cli/fake-pipeline.ts';
import { temporaryFolder } from '../../../../../helpers/files/temporary-folder.ts';

type Pipeline = WatchParts['pipeline'];

/** A watched folder with a pipeline that makes something of anything. Every look is three seconds after the last one. */
async function watched(
  given: {
    readonly into?: 'inbox';
    readonly photos?: readonly string[];
    readonly options?: TaskOptions;
    readonly wrap?: (pipeline: Pipeline) => Partial<Pipeline>;
  } = {},
) {
  const top = await temporaryFolder();
  const folder = path.join(top, 'inbox');
  const out = path.join(top, given.into ?? 'out');
  await mkdir(folder);
  const pipeline = await fakePipeline(path.join(top, 'store'));
  const said: string[] = [];
  let forgotten = 0;
  const open = () =>
    watchRound({
      folder,
      out,
      wish: { preset: undefined, options: given.options ?? {} },
      photos: given.photos ?? [],
      models: 'no-models',
      pipeline: {
        ...pipeline,
        async forget() {
          forgotten += 1;
          await pipeline.forget();
        },
        ...given.wrap?.(pipeline),
      },
      say: (text) => said.push(text),
      onReport: () => undefined,
      signal: new AbortController().signal,
    });
  let nowMs = 0;
  let round = open();
  return {
    folder,
    out,
    jobs: pipeline.jobs,
    said,
    forgotten: () => forgotten,
    results: async () => (await readdir(out)).filter((name) => /\.swapped(-\d+)?\.mp4$/.test(name)).sort(),
    put: (name: string, text: string) => writeFile(path.join(folder, name), text),
    async look(times = 2) {
      for (let looks = 0; looks < times; looks += 1) {
        nowMs += 3000;
        await round(nowMs);
      }
    },
    /** Ends the service and starts it again. */
    restart() {
      round = open();
    },
  };
}

test('a video waits while its own photo is being written, empty as it may still be', async () => {
  const inbox = await watched();
  await inbox.put('person.png', 'the person');
  await inbox.put('x.mp4', 'a film of some length');
  await inbox.look(1);
  await inbox.put('x.png', '');
  await inbox.look(3);
  await inbox.put('x.png', 'half');
  await inbox.look(1);
  await inbox.put('x.png', 'half and half');
  await inbox.look(1);
  expect(inbox.jobs).toEqual([]);
  await inbox.look(1);
  expect(inbox.jobs).toEqual(['x.mp4 x.png']);
  expect(inbox.said).toEqual(['x.mp4 waits for x.png, which is being written.']);
});

test('a video is done once, however far ahead its time is, and again when it has changed or its report is gone', async () => {
  const inbox = await watched();
  await inbox.put('person.png', 'the person');
  await inbox.put('x.mp4', 'a film of some length');
  const tomorrow = new Date(Date.now() + 86_400_000);
  await utimes(path.join(inbox.folder, 'x.mp4'), tomorrow, tomorrow);
  await inbox.look(6);
  expect(inbox.jobs).toHaveLength(1);
  inbox.restart();
  await inbox.look(6);
  expect(inbox.jobs).toHaveLength(1);
  await inbox.put('x.mp4', 'another film, longer');
  // Older than the report, as a copy that keeps its time is.
  await utimes(path.join(inbox.folder, 'x.mp4'), 1000, 1000);
  await inbox.look(6);
  expect(inbox.jobs).toHaveLength(2);
  inbox.restart();
  await inbox.look(6);
  expect(inbox.jobs).toHaveLength(2);
  await rm(path.join(inbox.out, 'x.report-2.json'));
  await inbox.look(6);
  expect(inbox.jobs).toHaveLength(3);
  expect(await inbox.results()).toEqual(['x.swapped-2.mp4', 'x.swapped-3.mp4', 'x.swapped.mp4']);
});

test('nothing is written over: results of an earlier state and foreign files stay, failures have a name of their own', async () => {
  const inbox = await watched();
  await inbox.put('person.png', 'the person');
  await mkdir(inbox.out);
  await writeFile(path.join(inbox.out, 'x.swapped.mp4'), 'mine');
  await inbox.put('x.mp4', 'a film of some length');
  await inbox.look(4);
  expect(await readFile(path.join(inbox.out, 'x.swapped.mp4'), 'utf8')).toBe('mine');
  const made = await readFile(path.join(inbox.out, 'x.swapped-2.mp4'), 'utf8');
  await inbox.put('x.mp4', 'broken');
  await inbox.look(6);
  expect(inbox.jobs).toHaveLength(2);
  expect(await readFile(path.join(inbox.out, 'x.swapped-2.mp4'), 'utf8')).toBe(made);
  expect(await inbox.results()).toEqual(['x.swapped-2.mp4', 'x.swapped.mp4']);
  expect(await readdir(inbox.out)).toContain('x.failed.report.json');
});

test('results that lie in the watched folder itself are no new videos', async () => {
  const inbox = await watched({ into: 'inbox' });
  await inbox.put('person.png', 'the person');
  await inbox.put('x.mp4', 'a film of some length');
  await inbox.look(8);
  inbox.restart();
  await inbox.look(8);
  expect(inbox.jobs).toEqual(['x.mp4 person.png']);
});

test('a video that goes while it is taken ends nothing; the next is done, and nothing of either is kept', async () => {
  const gone = new Error('ENOENT: no such file a.mp4');
  let runs = 0;
  const inbox = await watched({
    wrap: (pipeline) => ({
      async run(job) {
        runs += 1;
        if (runs === 1) throw gone;
        return pipeline.run(job);
      },
    }),
  });
  await inbox.put('person.png', 'the person');
  await inbox.put('a.mp4', 'a film of some length');
  await inbox.put('b.mp4', 'a film of some length');
  await inbox.look(5);
  expect(runs).toBe(2);
  expect(await inbox.results()).toEqual(['b.swapped.mp4']);
  expect(inbox.said).toEqual([expect.stringContaining(gone.message)]);
  expect(inbox.forgotten()).toBe(2);
  await copyFile(path.join(inbox.folder, 'person.png'), path.join(inbox.folder, 'new.png'));
  await rename(path.join(inbox.folder, 'new.png'), path.join(inbox.folder, 'a.png'));
  await inbox.look(3);
  expect(await inbox.results()).toEqual(['a.swapped.mp4', 'b.swapped.mp4']);
});

test('results of a piece are named after it', async () => {
  const inbox = await watched({ options: { to: 0.2 } });
  await inbox.put('person.png', 'the person');
  await inbox.put('x.mp4', 'a film of some length');
  await inbox.look(4);
  expect(await inbox.results()).toEqual(['x.from-0s-to-0.2s.swapped.mp4']);
});

test('photos that are named are for all videos', async () => {
  const me = path.join(await temporaryFolder(), 'me.jpg');
  await writeFile(me, 'somebody');
  const inbox = await watched({ photos: [me] });
  await inbox.put('x.png', 'somebody else');
  await inbox.put('x.mp4', 'a film of some length');
  await inbox.look(4);
  expect(inbox.jobs).toEqual(['x.mp4 me.jpg']);
});

test('a worker that has ended ends the service', async () => {
  const dead = () => {
    throw new Error('The worker ended.');
  };
  const inbox = await watched({ wrap: () => ({ run: async () => dead(), throwIfEnded: dead }) });
  await inbox.put('person.png', 'the person');
  await inbox.put('a.mp4', 'a film of some length');
  await expect(inbox.look(3)).rejects.toThrow('The worker ended.');
});
