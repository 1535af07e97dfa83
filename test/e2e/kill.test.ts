import path from 'node:path';
import { expect, test } from 'vitest';
import { killRun } from '../helpers/kill-run.ts';
import { sampleTask } from '../helpers/sample-task.ts';
import { randomFrom, testSeed } from '../helpers/seed.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const runs = 20;
const worker = path.join(import.meta.dirname, '../fixtures/slow-writer-worker.ts');
const tasks = ['a', 'b', 'c', 'd', 'e'].map((name) =>
  sampleTask({ key: `videos/input/u123/202504051423/${name}.mp4`, bucket: 'input', outputBucket: 'output' }),
);
const files = ['poster.jpg', 'preview.jpg', 'report.json', 'video.mp4'];

test(`${runs} runs with one kill -9 each at a random moment: every task ends done, once, and nothing is left over`, async () => {
  const random = randomFrom(testSeed('kill -9'));
  const root = await temporaryFolder();
  // From before the process is ready to after its last task.
  const moments = Array.from({ length: runs }, () => Math.round(200 + random() * 2600));

  const oneRun = async (killAfterMs: number, index: number): Promise<number> => {
    const folder = path.join(root, String(index));
    const argv = [worker, folder, '2'];
    const end = await killRun({ folder, argv, tasks, killAfterMs, timeoutMs: 60_000 });
    const where = `run ${index}, killed after ${killAfterMs} ms`;
    expect(
      end.reports.map((report) => report?.outcome),
      where,
    ).toEqual(tasks.map(() => 'done'));
    const expected = tasks.flatMap(({ output }) => files.map((file) => `${output.prefix}${file}`));
    expect(end.outputKeys, where).toEqual(expected.sort());
    expect({ ...end, reports: undefined, outputKeys: undefined }, where).toMatchObject({
      scratchLeft: [],
      temporaryLeft: [],
      messagesLeft: 0,
    });
    return Math.max(...end.reports.map((report) => report?.attempts ?? 0));
  };

  const attempts: number[] = [];
  const queue = [...moments.entries()];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      attempts.push(await oneRun(next[1], next[0]));
    }
  };
  // Mostly waiting for visibility to end: several runs at once cost little.
  await Promise.all([lane(), lane(), lane()]);
  const hits = attempts.filter((most) => most > 1).length;
  console.log(`kill -9: ${hits} of ${runs} kills hit a task at work`);
  expect(hits, 'no kill hit a task at work, so nothing was proved').toBeGreaterThan(0);
});
