import { copyFile, mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type WatchParts, watchRound } from '../../../bin/commands/local/watch-round.ts';
import { doneReport } from '../../helpers/done-report.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** A watched folder with a pipeline that makes a report of anything. Every look is three seconds after the last one. */
async function watched(pipeline: Partial<WatchParts['pipeline']> = {}) {
  const top = await temporaryFolder();
  const folder = path.join(top, 'inbox');
  const out = path.join(top, 'out');
  await mkdir(folder);
  const jobs: string[] = [];
  const said: string[] = [];
  let forgotten = 0;
  const open = () =>
    watchRound({
      folder,
      out,
      wish: { preset: undefined, options: {} },
      pipeline: {
        async run({ target, photos }) {
          jobs.push([target, ...photos].map((file) => path.basename(file)).join(' '));
          return doneReport();
        },
        async collect(_report, _job, into) {
          await mkdir(into, { recursive: true });
          await writeFile(path.join(into, 'report.json'), '{}');
          return [];
        },
        async forget() {
          forgotten += 1;
        },
        throwIfEnded: () => undefined,
        ...pipeline,
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
    jobs,
    said,
    forgotten: () => forgotten,
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
  await inbox.put('x.mp4', 'film');
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

test('a video is done once, however far ahead its time is, and again when it has changed or its result is gone', async () => {
  const inbox = await watched();
  await inbox.put('person.png', 'the person');
  await inbox.put('x.mp4', 'film');
  const tomorrow = new Date(Date.now() + 86_400_000);
  await utimes(path.join(inbox.folder, 'x.mp4'), tomorrow, tomorrow);
  await inbox.look(6);
  expect(inbox.jobs).toHaveLength(1);
  await inbox.put('x.mp4', 'another film');
  // Older than the report, as a copy that keeps its time is.
  await utimes(path.join(inbox.folder, 'x.mp4'), 1000, 1000);
  await inbox.look(6);
  expect(inbox.jobs).toHaveLength(2);
  inbox.restart();
  await inbox.look(6);
  expect(inbox.jobs).toHaveLength(2);
  await rm(path.join(inbox.out, 'x'), { recursive: true });
  await inbox.look(6);
  expect(inbox.jobs).toHaveLength(3);
});

test('a video that goes while it is taken ends nothing; the next is done, and nothing of either is kept', async () => {
  const gone = new Error('ENOENT: no such file a.mp4');
  let runs = 0;
  const inbox = await watched({
    async run() {
      runs += 1;
      if (runs === 1) throw gone;
      return doneReport();
    },
  });
  await inbox.put('person.png', 'the person');
  await inbox.put('a.mp4', 'film');
  await inbox.put('b.mp4', 'film');
  await inbox.look(5);
  expect(runs).toBe(2);
  expect(await readdir(inbox.out)).toEqual(['b']);
  expect(inbox.said).toEqual([expect.stringContaining(gone.message)]);
  expect(inbox.forgotten()).toBe(2);
  await copyFile(path.join(inbox.folder, 'person.png'), path.join(inbox.folder, 'new.png'));
  await rename(path.join(inbox.folder, 'new.png'), path.join(inbox.folder, 'a.png'));
  await inbox.look(3);
  expect((await readdir(inbox.out)).sort()).toEqual(['a', 'b']);
});

test('a worker that has ended ends the service', async () => {
  const dead = () => {
    throw new Error('The worker ended.');
  };
  const inbox = await watched({ run: async () => dead(), throwIfEnded: dead });
  await inbox.put('person.png', 'the person');
  await inbox.put('a.mp4', 'film');
  await expect(inbox.look(3)).rejects.toThrow('The worker ended.');
});
