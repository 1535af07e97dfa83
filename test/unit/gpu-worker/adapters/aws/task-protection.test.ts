import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { protectedQueue } from '../../../../../gpu-worker/adapters/aws/task-protection.ts';
import { openLocalQueues } from '../../../../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import type { Log, TaskQueue } from '../../../../../gpu-worker/ports.ts';
import { FakeClock } from '../../../../helpers/time-and-chance/fake-clock.ts';

let server: Server;
let asked: unknown[] = [];
let answer: (wish: { ProtectionEnabled: boolean }) => unknown;
let agentUri = '';

beforeEach(async () => {
  asked = [];
  answer = ({ ProtectionEnabled }) => ({ protection: { ProtectionEnabled, TaskArn: 'arn' } });
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const wish = JSON.parse(body);
      asked.push([request.method, request.url, wish]);
      response.end(JSON.stringify(answer(wish)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  agentUri = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/x`;
});
afterEach(() => server.close());

const warnings: string[] = [];
const log: Log = { info: () => undefined, warn: (_, message) => void warnings.push(message), error: () => undefined };
const on = ['PUT', '/api/x/task-protection/v1/state', { ProtectionEnabled: true, ExpiresInMinutes: 60 }];
const off = ['PUT', '/api/x/task-protection/v1/state', { ProtectionEnabled: false }];

async function withQueue(act: (queue: TaskQueue, clock: FakeClock) => Promise<void>): Promise<void> {
  const clock = new FakeClock();
  const queues = await openLocalQueues(':memory:', { clock });
  try {
    await act(protectedQueue(queues.tasks, { agentUri, log, clock }), clock);
  } finally {
    queues.close();
  }
}
const take = async (queue: TaskQueue) => {
  const message = await queue.receive({ visibilityS: 43_000, waitS: 0 });
  if (message === undefined) throw new Error('no message');
  return message;
};

describe('protection from scale-in', () => {
  it('is not asked for while there is nothing to do', () =>
    withQueue(async (queue) => {
      expect(await queue.receive({ visibilityS: 10, waitS: 0 })).toBeUndefined();
      expect(asked).toEqual([]);
    }));

  it.each(['delete', 'giveBack', 'postpone'] as const)('lasts from the receive to the end (%s)', (end) =>
    withQueue(async (queue) => {
      await queue.send(['a']);
      const message = await take(queue);
      expect(asked).toEqual([on]);
      await (end === 'delete' ? queue.delete(message) : queue[end](message, 0));
      expect(asked).toEqual([on, off]);
    }),
  );

  it('is renewed by heartbeats before it ends, and not by each', () =>
    withQueue(async (queue, clock) => {
      await queue.send(['a']);
      const message = await take(queue);
      for (let minute = 0; minute < 65; minute += 5) {
        clock.advance(5 * 60_000);
        await queue.extend(message, 600);
      }
      expect(asked).toEqual([on, on]);
    }));

  it('is lifted when the message was lost', () =>
    withQueue(async (queue, clock) => {
      await queue.send(['a']);
      const message = await queue.receive({ visibilityS: 1, waitS: 0 });
      clock.advance(2000);
      await take(queue);
      if (message === undefined) throw new Error('no message');
      await expect(queue.giveBack(message, 0)).rejects.toMatchObject({ code: 'LEASE_LOST' });
      expect(asked.at(-1)).toEqual(off);
    }));

  it('is lifted at the next receive when the agent did not answer at the end', () =>
    withQueue(async (queue) => {
      await queue.send(['a']);
      const message = await take(queue);
      answer = () => ({ failure: { Reason: 'THROTTLED' } });
      await queue.delete(message);
      answer = ({ ProtectionEnabled }) => ({ protection: { ProtectionEnabled } });
      expect(await queue.receive({ visibilityS: 1, waitS: 0 })).toBeUndefined();
      expect(asked).toEqual([on, off, off]);
    }));

  it('is lifted before the next message when the last one was lost, and nobody gave it back', () =>
    withQueue(async (queue, clock) => {
      await queue.send(['a']);
      const message = await queue.receive({ visibilityS: 1, waitS: 0 });
      if (message === undefined) throw new Error('no message');
      clock.advance(2000);
      await expect(queue.extend(message, 10)).rejects.toMatchObject({ code: 'LEASE_LOST' });
      await take(queue);
      expect(asked).toEqual([on, off, on]);
    }));

  it('does not stop the work when the agent refuses', () =>
    withQueue(async (queue) => {
      answer = () => ({ failure: { Reason: 'TASK_NOT_VALID' } });
      await queue.send(['a']);
      await queue.delete(await take(queue));
      expect(warnings).toContain('task protection was not changed');
    }));
});
