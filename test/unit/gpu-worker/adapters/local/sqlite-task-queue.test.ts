import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openLocalQueues } from '../../../../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { FakeClock } from '../../../../helpers/time-and-chance/fake-clock.ts';

const hour = 3_600_000;
const receiveNow = { visibilityS: 60, waitS: 0 };

async function oneReceived() {
  const clock = new FakeClock();
  const queues = await openLocalQueues(':memory:', { clock });
  await queues.tasks.send(['body']);
  const message = await queues.tasks.receive(receiveNow);
  if (message === undefined) throw new Error('no message');
  return { clock, queues, message };
}

test('a receipt does not hold once its time ran out, even if nobody else has the message', async () => {
  const { clock, queues, message } = await oneReceived();
  clock.advance(60_001);
  const lost = { code: 'LEASE_LOST', retryable: true };
  await expect(queues.tasks.extend(message, 60)).rejects.toMatchObject(lost);
  await expect(queues.tasks.giveBack(message, 0)).rejects.toMatchObject(lost);
  await expect(queues.tasks.postpone(message, 0)).rejects.toMatchObject(lost);
  expect((await queues.tasks.receive(receiveNow))?.attempt).toBe(2);
});

test('12 hours after its receive a message cannot be extended, however regular its heartbeats', async () => {
  const { clock, queues, message } = await oneReceived();
  await queues.tasks.extend(message, 6 * 3600);
  clock.advance(5 * hour);
  await queues.tasks.extend(message, 7 * 3600);
  clock.advance(6 * hour);
  await expect(queues.tasks.extend(message, 3601)).rejects.toMatchObject({ code: 'DEADLINE', retryable: false });
  await queues.tasks.extend(message, 3600);
});

test('after a new receive the 12 hours begin anew', async () => {
  const { clock, queues, message } = await oneReceived();
  clock.advance(11 * hour);
  const again = await queues.tasks.receive(receiveNow);
  expect(again?.sentAt).toEqual(message.sentAt);
  if (again !== undefined) await queues.tasks.extend(again, 11 * 3600);
});

test('messages, attempts and dead letters outlive the process', async () => {
  const file = path.join(await temporaryFolder(), 'new folder', 'queue.sqlite');
  const clock = new FakeClock();
  const first = await openLocalQueues(file, { clock, maxReceives: 2 });
  await first.tasks.send(['a']);
  await first.tasks.receive(receiveNow);
  first.close();
  const second = await openLocalQueues(file, { clock, maxReceives: 2 });
  clock.advance(61_000);
  const message = await second.tasks.receive(receiveNow);
  expect(message).toMatchObject({ body: 'a', attempt: 2 });
  second.close();
  const third = await openLocalQueues(file, { clock, maxReceives: 2 });
  clock.advance(61_000);
  // Nobody asks the tasks queue: the dead letters know by themselves.
  expect(await third.dead.depth()).toEqual({ visible: 1, delayed: 0, inFlight: 0 });
  const dead = await third.dead.receive(receiveNow);
  expect(dead).toMatchObject({ body: 'a', attempt: 1, sentAt: message?.sentAt });
  third.close();
});

test('a message that comes back lines up behind those that waited', async () => {
  const { clock, queues, message } = await oneReceived();
  await queues.tasks.send(['second']);
  clock.advance(1000);
  await queues.tasks.giveBack(message, 0);
  expect((await queues.tasks.receive(receiveNow))?.body).toBe('second');
  expect((await queues.tasks.receive(receiveNow))?.body).toBe('body');
});

test.each([-1, Number.NaN, 43_201])('a delay of %d seconds is refused', async (seconds) => {
  const { queues, message } = await oneReceived();
  await expect(queues.tasks.send(['x'], { delayS: seconds })).rejects.toThrow(/43200/);
  await expect(queues.tasks.giveBack(message, seconds)).rejects.toThrow(/43200/);
  await expect(queues.tasks.receive({ visibilityS: seconds, waitS: 0 })).rejects.toThrow(/43200/);
});

test('a file of another version is refused, and both versions are named', async () => {
  const file = path.join(await temporaryFolder(), 'queue.sqlite');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 7');
  database.close();
  await expect(openLocalQueues(file)).rejects.toMatchObject({
    code: 'VERSION_MISMATCH',
    message: expect.stringMatching(/version 7.*version 1/),
  });
});

test('a queue that is closed is unavailable, not a crash', async () => {
  const { queues } = await oneReceived();
  queues.close();
  queues.close();
  await expect(queues.tasks.send(['x'])).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE', retryable: true });
});

test('a message whose last attempt runs out between two looks at the clock is not received once more', async () => {
  for (let looks = 1; looks <= 5; looks += 1) {
    const clock = new FakeClock();
    const queues = await openLocalQueues(':memory:', { clock, maxReceives: 1 });
    await queues.tasks.send(['abandoned']);
    await queues.tasks.receive(receiveNow);
    const now = clock.now.bind(clock);
    let left = looks;
    clock.now = () => now() + (left-- > 0 ? 0 : 60_001);
    expect(await queues.tasks.receive(receiveNow), `the time runs out after look ${looks}`).toBeUndefined();
    expect((await queues.dead.receive(receiveNow))?.body).toBe('abandoned');
  }
});

test('a full disk is named, although SQLite has rolled back by itself then', async () => {
  const file = path.join(await temporaryFolder(), 'queue.sqlite');
  const queues = await openLocalQueues(file);
  const other = new DatabaseSync(file);
  const full = "SELECT RAISE(ROLLBACK, 'database or disk is full')";
  other.exec(`CREATE TRIGGER full BEFORE INSERT ON messages BEGIN ${full}; END`);
  other.close();
  const unavailable = { code: 'QUEUE_UNAVAILABLE', message: expect.stringMatching(/database or disk is full/) };
  await expect(queues.tasks.send(['body'])).rejects.toMatchObject(unavailable);
  queues.close();
});
