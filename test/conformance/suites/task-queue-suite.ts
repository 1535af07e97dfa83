import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { TaskMessage, TaskQueue } from '../../../gpu-worker/ports.ts';
import { eventually } from '../../helpers/time-and-chance/eventually.ts';

/** A fresh, empty queue with its dead letters. */
export interface QueueUnderTest {
  readonly tasks: TaskQueue;
  readonly dead: TaskQueue;
  close(): Promise<void> | void;
}

/**
 * What every TaskQueue does, over time that is real and short.
 * @param makeQueues makes queues whose messages die after `maxReceives` receives
 */
export function taskQueueSuite(
  name: string,
  makeQueues: (options: { readonly maxReceives: number }) => Promise<QueueUnderTest>,
  { visibilityS = 1 }: { readonly visibilityS?: number } = {},
): void {
  const longS = 60;

  async function fresh(maxReceives = 5): Promise<QueueUnderTest> {
    const queues = await makeQueues({ maxReceives });
    onTestFinished(() => queues.close());
    return queues;
  }

  async function take(queue: TaskQueue, forS = longS): Promise<TaskMessage> {
    return eventually('a message arrives', () => queue.receive({ visibilityS: forS, waitS: 1 }), 20_000);
  }

  const takeNothing = (queue: TaskQueue) => queue.receive({ visibilityS: longS, waitS: 0 });

  describe(`task queue: ${name}`, () => {
    test('a message arrives with its body, attempt 1 and the time it was sent', async () => {
      const { tasks } = await fresh();
      const before = Date.now();
      const body = '{"text":"spaces, ünïcødé 🙂 and \\"quotes\\""}';
      await tasks.send([body]);
      const message = await take(tasks);
      expect(message.body).toBe(body);
      expect(message.attempt).toBe(1);
      expect(message.sentAt.getTime()).toBeGreaterThan(before - 5000);
      expect(message.sentAt.getTime()).toBeLessThan(Date.now() + 5000);
    });

    test('an empty queue gives nothing after the wait, and a signal ends the wait', async () => {
      const { tasks } = await fresh();
      expect(await takeNothing(tasks)).toBeUndefined();
      const stop = new AbortController();
      const started = Date.now();
      const waiting = tasks.receive({ visibilityS: longS, waitS: 15, signal: stop.signal });
      setTimeout(() => stop.abort(), 100);
      expect(await waiting).toBeUndefined();
      expect(Date.now() - started).toBeLessThan(14_000);
    });

    test('a waiting receive gets a message that is sent meanwhile', async () => {
      const { tasks } = await fresh();
      const waiting = tasks.receive({ visibilityS: longS, waitS: 15 });
      await delay(100);
      await tasks.send(['late']);
      expect((await waiting)?.body).toBe('late');
    });

    test('many bodies at once all arrive, once each', async () => {
      const { tasks } = await fresh();
      const bodies = Array.from({ length: 25 }, (_, index) => `body ${index}`);
      await tasks.send(bodies);
      const got: string[] = [];
      for (const _ of bodies) got.push((await take(tasks)).body);
      expect(got.sort()).toEqual([...bodies].sort());
      expect(await takeNothing(tasks)).toBeUndefined();
    });

    test('the same body sent twice arrives twice', async () => {
      const { tasks } = await fresh();
      await tasks.send(['same']);
      await tasks.send(['same']);
      const [first, second] = [await take(tasks), await take(tasks)];
      expect([first.body, second.body]).toEqual(['same', 'same']);
      expect(first.id).not.toBe(second.id);
    });

    test('a delayed message arrives after its delay', async () => {
      const { tasks } = await fresh();
      const started = Date.now();
      await tasks.send(['later'], { delayS: 1 });
      expect((await take(tasks)).body).toBe('later');
      expect(Date.now() - started).toBeGreaterThan(900);
    });

    test('an unfinished message comes back after its visibility, with the next attempt', async () => {
      const { tasks } = await fresh();
      await tasks.send(['again']);
      const started = Date.now();
      const first = await take(tasks, visibilityS);
      const second = await take(tasks);
      expect(Date.now() - started).toBeGreaterThan(900 * visibilityS);
      expect(second.body).toBe('again');
      expect([first.attempt, second.attempt]).toEqual([1, 2]);
      expect(second.sentAt).toEqual(first.sentAt);
      expect(second.receipt).not.toBe(first.receipt);
    });

    test('extending keeps it away from others beyond its first visibility', async () => {
      const { tasks } = await fresh();
      await tasks.send(['kept']);
      const message = await take(tasks, visibilityS);
      await tasks.extend(message, longS);
      await delay(visibilityS * 1000 + 500);
      expect(await takeNothing(tasks)).toBeUndefined();
      await tasks.delete(message);
    });

    test('a deleted message stays away', async () => {
      const { tasks } = await fresh();
      await tasks.send(['done']);
      const message = await take(tasks, visibilityS);
      await tasks.delete(message);
      await delay(visibilityS * 1000 + 500);
      expect(await takeNothing(tasks)).toBeUndefined();
      await tasks.delete(message);
    });

    test('a receipt is of no use once somebody else received the message', async () => {
      const { tasks } = await fresh();
      await tasks.send(['taken over']);
      const old = await take(tasks, visibilityS);
      const current = await take(tasks);
      const lost = { code: 'LEASE_LOST' };
      await expect(tasks.extend(old, longS)).rejects.toMatchObject(lost);
      await expect(tasks.giveBack(old, 0)).rejects.toMatchObject(lost);
      await expect(tasks.postpone(old, 0)).rejects.toMatchObject(lost);
      await expect(tasks.delete(old)).resolves.toBeUndefined();
      await tasks.extend(current, longS);
      await tasks.delete(current);
    });

    test('a message that was deleted cannot be extended', async () => {
      const { tasks } = await fresh();
      await tasks.send(['gone']);
      const message = await take(tasks);
      await tasks.delete(message);
      await expect(tasks.extend(message, longS)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    });

    test('giving back spends the attempt and honours the delay', async () => {
      const { tasks } = await fresh();
      await tasks.send(['back']);
      const first = await take(tasks);
      const started = Date.now();
      await tasks.giveBack(first, 1);
      const second = await take(tasks);
      expect(Date.now() - started).toBeGreaterThan(900);
      expect(second.attempt).toBe(2);
      await tasks.giveBack(second, 0);
      expect((await take(tasks)).attempt).toBe(3);
    });

    test('postponing spends no attempt, honours the delay and keeps the time it was sent', async () => {
      const { tasks } = await fresh(2);
      await tasks.send(['too early']);
      const first = await take(tasks);
      const started = Date.now();
      await tasks.postpone(first, 1);
      for (let round = 0; round < 4; round += 1) {
        const message = await take(tasks);
        expect(Date.now() - started).toBeGreaterThan(900);
        expect(message.body).toBe('too early');
        expect(message.attempt).toBe(1);
        expect(Math.abs(message.sentAt.getTime() - first.sentAt.getTime())).toBeLessThan(5);
        await tasks.postpone(message, 0);
      }
    });

    test('after the last attempt it moves to the dead letters, and only then', async () => {
      const { tasks, dead } = await fresh(2);
      await tasks.send(['poison', 'fine']);
      for (let receives = 0; receives < 4; receives += 1) {
        const message = await take(tasks);
        if (message.body === 'fine') await tasks.delete(message);
        else await tasks.giveBack(message, 0);
        if (message.body === 'poison' && message.attempt === 2) break;
        expect(await takeNothing(dead)).toBeUndefined();
      }
      const body = await eventually('the dead letter arrives', async () => {
        // SQS moves a message only when somebody asks for it.
        await takeNothing(tasks);
        const message = await takeNothing(dead);
        if (message !== undefined) await dead.delete(message);
        return message?.body;
      });
      expect(body).toBe('poison');
      expect(await takeNothing(tasks)).toBeUndefined();
    });

    test('a message whose last attempt ran out of time dies too', async () => {
      const { tasks, dead } = await fresh(1);
      await tasks.send(['abandoned']);
      await take(tasks, visibilityS);
      await eventually('the dead letter arrives', async () => {
        expect(await takeNothing(tasks)).toBeUndefined();
        return (await takeNothing(dead))?.body === 'abandoned';
      });
    });

    test('it cannot be kept invisible for more than 12 hours', async () => {
      const { tasks } = await fresh();
      await tasks.send(['long']);
      const message = await take(tasks);
      await expect(tasks.extend(message, 43_201)).rejects.toThrow();
      await delay(1100);
      // 12 hours in all, counted from the receive: the second that has passed is too much.
      await expect(tasks.extend(message, 43_200)).rejects.toMatchObject({ code: 'DEADLINE' });
      await tasks.extend(message, 42_000);
    });

    test('the depth counts what waits, is delayed and is worked on', async () => {
      const { tasks } = await fresh();
      await tasks.send(['a', 'b', 'c']);
      await tasks.send(['d'], { delayS: longS });
      await take(tasks);
      await eventually('the counts are right', async () => {
        const { visible, delayed, inFlight } = await tasks.depth();
        return visible === 2 && delayed === 1 && inFlight === 1;
      });
    });
  });
}
