import { expect, test } from 'vitest';
import { redriveTask } from '../../../../../bin/commands/aws/redrive-task.ts';
import type { FaceTask } from '../../../../../contract/face-task.ts';
import { failureReport } from '../../../../../contract/failure-report.ts';
import { defaultLimits } from '../../../../../contract/task-options.ts';
import { taskFor } from '../../../../../functions/intake/make-task.ts';

/** What Bob's manifest makes of an object. */
function taskOfBob(key: string): FaceTask {
  const settings = { outputBucket: 'output', limits: defaultLimits };
  const owner = { user: 'bob', time: '202601010000' };
  const object = { bucket: 'input', key, etag: 'e1' };
  const made = taskFor(object, { kind: 'video', file: 'clip.mp4' }, { person: 'anna' }, owner, settings, new Date());
  if (!made.ok) throw new Error(made.problem);
  return made.task;
}

const failed = (task: FaceTask) =>
  failureReport({
    ...{ taskId: task.taskId, source: { bucket: 'input', key: task.source.key }, output: task.output, task },
    ...{ outcome: 'failed', code: 'DECODE_FAILED', message: 'it broke', attempts: 1, finishedAt: new Date() },
  });

test.each(['videos/input/alice/202504051423/clip.mp4', 'templates/films/clip.mp4'])(
  "a manifest's task on %s is redriven into its own user's folder, run after run",
  (key) => {
    const first = taskOfBob(key);
    const second = redriveTask([failed(first)], new Date());
    expect(second.output).toEqual({ bucket: 'output', prefix: `${first.output.prefix}r2/` });
    const third = redriveTask([failed(first), failed(second)], new Date());
    expect(third).toMatchObject({ taskId: first.taskId, run: 3, output: { prefix: `${first.output.prefix}r3/` } });
    expect(first.output.prefix).toMatch(/^videos\/output\/bob\/202601010000\//);
  },
);
