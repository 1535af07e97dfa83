import { expect, test } from 'vitest';
import { transient } from '../../../../gpu-worker/errors.ts';
import { sampleResult } from '../../../helpers/tasks/sample-result.ts';
import { workerRig } from '../../../helpers/workers/worker-rig.ts';

test.each([
  [Number.POSITIVE_INFINITY, 'waited for'],
  [3, 'the end of the worker'],
])('a queue that fails on and on, where %s tries in a row are allowed, is %s', async (queueTries, how) => {
  let receives = 0;
  const rig = await workerRig({
    settings: { queueTries },
    runTask: async () => sampleResult,
    queue: (queue) => ({
      receive: async (request) => {
        receives += 1;
        // One answer between failures begins the count anew.
        if (receives === 2) return queue.receive({ ...request, waitS: 0 });
        throw transient('QUEUE_UNAVAILABLE', 'database or disk is full');
      },
    }),
  });
  await rig.clock.run(600, 1000);
  if (how === 'waited for') expect(rig.workerEnd()).toBe('runs');
  else {
    const message = 'The queue failed 3 times in a row. database or disk is full';
    expect(rig.workerEnd()).toMatchObject({ code: 'QUEUE_UNAVAILABLE', retryable: false, message });
    expect(receives).toBe(5);
  }
});
