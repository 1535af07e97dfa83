import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openFolderObjectStore } from '../../gpu-worker/adapters/local/folder-object-store.ts';
import { openLocalQueues } from '../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { systemClock } from '../../gpu-worker/clock.ts';
import { allBytes, patternBytes } from '../helpers/files/bytes.ts';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';
import { eventually } from '../helpers/time-and-chance/eventually.ts';
import { randomFrom, testSeed } from '../helpers/time-and-chance/seed.ts';

const script = path.join(import.meta.dirname, '../fixtures/durability-child.ts');

interface Child {
  readonly process: ChildProcess;
  /** Complete lines it has printed. */
  readonly lines: () => string[];
  readonly ended: Promise<unknown>;
  kill(): Promise<void>;
}

function start(what: string, folder: string): Child {
  const child = spawn(process.execPath, [script, what, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const ended = once(child, 'close');
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    process: child,
    lines: () => text.split('\n').slice(0, -1),
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const objectsIn = (folder: string) => openFolderObjectStore(path.join(folder, 'objects'));
const queuesIn = (folder: string, clock = systemClock) => openLocalQueues(path.join(folder, 'queue.sqlite'), { clock });

test('an object that was being overwritten at kill -9 is the old one or the new one, whole', async () => {
  const random = randomFrom(testSeed('overwrite'));
  const folder = await temporaryFolder();
  for (let kills = 0; kills < 6; kills += 1) {
    const child = start('overwrite', folder);
    await eventually('it has stored something', () => child.lines().length > 2);
    await delay(random() * 60);
    await child.kill();
    const acknowledged = Number(child.lines().at(-1));
    const store = await objectsIn(folder);
    const address = { bucket: 'media', key: 'k.bin' };
    const head = await store.head(address);
    const round = Number(head?.metadata.round);
    expect([acknowledged, acknowledged + 1]).toContain(round);
    const bytes = await allBytes(store.read(address, { ifMatch: head?.etag ?? '' }));
    expect(bytes.equals(patternBytes(300_000, round))).toBe(true);
    expect(await readdir(path.join(folder, 'objects/%store/temporary'))).toEqual([]);
  }
});

test('an upload that was cut off by kill -9 is gone on with from its last whole part', async () => {
  const random = randomFrom(testSeed('upload'));
  const folder = await temporaryFolder();
  const child = start('upload', folder);
  await eventually('a part is stored', () => child.lines().length > 0);
  await delay(random() * 100);
  await child.kill();
  const acknowledged = child.lines().length;
  const store = await objectsIn(folder);
  const address = { bucket: 'media', key: 'film.bin' };
  expect(await store.head(address)).toBeUndefined();
  const upload = await store.startUpload(address);
  const stored = upload.parts.length;
  expect([acknowledged, acknowledged + 1]).toContain(stored);
  for (let part = stored + 1; part <= 3; part += 1) await upload.putPart(part, patternBytes(5 * 1024 * 1024, part));
  expect(await upload.complete({ ifAbsent: true })).toBe('stored');
  const whole = Buffer.concat([1, 2, 3].map((part) => patternBytes(5 * 1024 * 1024, part)));
  expect((await allBytes(store.read(address))).equals(whole)).toBe(true);
  expect((await store.head(address))?.metadata).toEqual({ by: 'child' });
});

test('a message whose receiver was killed comes back after its visibility, its attempt counted', async () => {
  const folder = await temporaryFolder();
  const { tasks, close } = await queuesIn(folder);
  await tasks.send(['survivor']);
  const child = start('receive', folder);
  await eventually('it has the message', () => child.lines().length > 0);
  await child.kill();
  expect(await tasks.receive({ visibilityS: 60, waitS: 0 })).toBeUndefined();
  const later = await queuesIn(folder, { ...systemClock, now: () => Date.now() + 600_000 });
  const again = await later.tasks.receive({ visibilityS: 60, waitS: 0 });
  expect(again).toMatchObject({ body: 'survivor', attempt: 2 });
  later.close();
  close();
});

test('every message that was accepted before kill -9 is there', async () => {
  const random = randomFrom(testSeed('send'));
  const folder = await temporaryFolder();
  const child = start('send', folder);
  await eventually('it has sent something', () => child.lines().length > 5);
  await delay(random() * 100);
  await child.kill();
  const { tasks, close } = await queuesIn(folder);
  const { visible } = await tasks.depth();
  expect([child.lines().length, child.lines().length + 1]).toContain(visible);
  close();
});

test('several processes receive every message exactly once', async () => {
  const folder = await temporaryFolder();
  const { tasks, close } = await queuesIn(folder);
  const children = Array.from({ length: 4 }, () => start('drain', folder));
  await eventually('all are there', () => children.every((child) => child.lines().length > 0), 30_000);
  const bodies: string[] = [];
  await eventually('each has received something', async () => {
    const more = Array.from({ length: 10 }, (_, index) => `body-${bodies.length + index}`);
    await tasks.send(more);
    bodies.push(...more);
    return children.every((child) => child.lines().length > 1);
  });
  await Promise.all(children.map(({ ended }) => ended));
  const got = children.flatMap((child) => child.lines().slice(1));
  expect(got.sort()).toEqual(bodies.map((body) => `${body} 1`).sort());
  expect(await tasks.depth()).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  close();
});

test('of several processes that put if absent, one stores each object', async () => {
  const folder = await temporaryFolder();
  const children = Array.from({ length: 4 }, () => start('claim', folder));
  await Promise.all(children.map(({ ended }) => ended));
  const claimed = children.flatMap((child) => child.lines().map((index) => [Number(index), child.process.pid]));
  expect(claimed.map(([index]) => index).sort((a = 0, b = 0) => a - b)).toEqual(
    Array.from({ length: 40 }, (_, i) => i),
  );
  const store = await objectsIn(folder);
  for (const [index, pid] of claimed) {
    const bytes = await allBytes(store.read({ bucket: 'media', key: `claim/${index}` }));
    expect(bytes.toString()).toBe(String(pid));
  }
});
