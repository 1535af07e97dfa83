import { expect, test } from 'vitest';
import { awaitReport, type ReportWait } from '../../../../../bin/commands/aws/await-report.ts';
import { failureReport } from '../../../../../contract/failure-report.ts';
import { openFolderObjectStore } from '../../../../../gpu-worker/adapters/local/folder-object-store.ts';
import type { Progress } from '../../../../../gpu-worker/phases.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { sampleTask } from '../../../../helpers/tasks/sample-task.ts';
import { FakeClock } from '../../../../helpers/time-and-chance/fake-clock.ts';

const task = sampleTask({ bucket: 'input', outputBucket: 'output' });
const refusalPrefix = 'videos/output/u123/202504051423/raw/refusal/';

/** A wait over a store in a folder and a clock that the test moves; whatever waits is what the test says. */
async function waitRig(wish: Partial<ReportWait> = {}) {
  const clock = new FakeClock();
  const store = await openFolderObjectStore(await temporaryFolder());
  const said: string[] = [];
  const shown: Progress[] = [];
  let end: unknown;
  const started = clock.now();
  void awaitReport({
    store,
    bucket: 'output',
    taskId: task.taskId,
    prefixes: [task.output.prefix, refusalPrefix],
    limitS: 1500,
    depths: async () => ({ waiting: 0, inFlight: 1 }),
    progress: async () => undefined,
    eventAdvice: async () => 'Look at the events.',
    view: { wait: (text) => said.push(text), update: (progress) => shown.push(progress) },
    clock,
    ...wish,
  }).then(
    (report) => {
      end = report;
    },
    (cause) => {
      end = cause;
    },
  );
  return {
    said,
    shown,
    clock,
    secondsPassed: () => (clock.now() - started) / 1000,
    end: async () => {
      await clock.runUntil('the wait ends', () => end !== undefined, 3000);
      return end;
    },
    async write(prefix: string, outcome: 'failed' | 'refused') {
      const report = failureReport({
        ...{ taskId: task.taskId, source: { bucket: 'input', key: task.source.key } },
        ...{ output: { bucket: 'output', prefix }, outcome, code: 'PERSON_MISSING', message: 'nobody', attempts: 0 },
        finishedAt: new Date(),
      });
      await store.put({ bucket: 'output', key: `${prefix}report.json` }, Buffer.from(JSON.stringify(report)));
    },
  };
}

test.each([
  [task.output.prefix, 'failed'],
  [refusalPrefix, 'refused'],
] as const)('a report under %s ends the wait', async (prefix, outcome) => {
  const rig = await waitRig();
  await rig.clock.run(60);
  await rig.write(prefix, outcome);
  expect(await rig.end()).toMatchObject({ outcome, output: { prefix } });
});

test('a wait ends after its limit, and says where to look', async () => {
  const rig = await waitRig();
  const end = await rig.end();
  expect(end).toBeInstanceOf(Error);
  expect(String(end)).toMatch(/no report after 25 minutes.*faceline -- status.*faceline -- logs/is);
  expect(rig.secondsPassed()).toBeGreaterThanOrEqual(1500);
  expect(rig.said.at(-1)).toContain('1 being worked on');
});

test('a wait ends when for minutes nothing was on its way: the event did not come', async () => {
  const rig = await waitRig({ depths: async () => ({ waiting: 0, inFlight: 0 }) });
  expect(String(await rig.end())).toMatch(/5 minutes nothing .*never started.*Look at the events\./);
  expect(rig.secondsPassed()).toBeLessThan(400);
});

test('a queue that was empty for a moment ends nothing, and neither does one that cannot be asked', async () => {
  let asked = 0;
  const now = await waitRig({
    async depths() {
      asked += 1;
      return { waiting: asked % 8 === 0 ? 1 : 0, inFlight: 0 };
    },
  });
  await now.end();
  expect(now.secondsPassed()).toBeGreaterThanOrEqual(1500);
  const denied = await waitRig({ depths: async () => undefined });
  await denied.end();
  expect(denied.secondsPassed()).toBeGreaterThanOrEqual(1500);
});

test("frames that the workers' log tells of are shown, and are a sign of life", async () => {
  let framesDone = 0;
  const rig = await waitRig({
    depths: async () => ({ waiting: 0, inFlight: 0 }),
    async progress() {
      framesDone += 10;
      return framesDone > 1000 ? undefined : { phase: 'frames', framesDone, framesTotal: 1000 };
    },
  });
  await rig.end();
  expect(rig.shown[0]).toEqual({ phase: 'frames', framesDone: 10, framesTotal: 1000 });
  expect(rig.shown.at(-1)).toEqual({ phase: 'frames', framesDone: 1000, framesTotal: 1000 });
  expect(rig.secondsPassed()).toBeGreaterThan(1000);
});
