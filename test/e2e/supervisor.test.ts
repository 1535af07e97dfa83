import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openFolderObjectStore } from '../../gpu-worker/adapters/local/folder-object-store.ts';
import { openLocalQueues } from '../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { exitCodes, superviseWorker } from '../../gpu-worker/loop/supervisor.ts';
import { allBytes } from '../helpers/files/bytes.ts';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';
import { sampleTask } from '../helpers/tasks/sample-task.ts';
import { eventually } from '../helpers/time-and-chance/eventually.ts';
import { silentLog } from '../helpers/workers/silent-log.ts';

const base = { log: silentLog, killAfterS: 10, restartBaseS: 0.02 };
const inline = (script: string) => ['--input-type=module', '--eval', script];

test('a native abort during a task: the worker is started again, and the second attempt succeeds', async () => {
  const folder = await temporaryFolder();
  const task = sampleTask();
  const queues = await openLocalQueues(path.join(folder, 'queue.sqlite'));
  await queues.tasks.send([JSON.stringify(task)]);
  const store = await openFolderObjectStore(path.join(folder, 'objects'));
  const report = { bucket: 'media', key: `${task.output.prefix}report.json` };
  const stop = new AbortController();
  const worker = path.join(import.meta.dirname, '../fixtures/slow-writer-worker.ts');
  const ended = superviseWorker({ ...base, argv: [worker, folder, '5', 'abort-first'], stop: stop.signal });
  await eventually('the report is there', async () => (await store.head(report)) !== undefined, 60_000);
  stop.abort();
  expect(await ended).toEqual({ exitCode: 0, starts: 2 });
  const written: unknown = JSON.parse((await allBytes(store.read(report))).toString());
  expect(written).toMatchObject({ outcome: 'done', attempts: 2 });
  const attempts = await readFile(path.join(folder, 'attempts.txt'), 'utf8');
  expect(attempts).toBe(`${task.taskId} 1\n${task.taskId} 2\n`);
  expect(await readdir(path.join(folder, 'scratch'))).toEqual([]);
  expect(await queues.tasks.depth()).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  queues.close();
});

test('a worker that ends by itself without an error is not started again', async () => {
  const end = await superviseWorker({ ...base, argv: inline(''), stop: new AbortController().signal });
  expect(end).toEqual({ exitCode: 0, starts: 1 });
});

test('a worker that dies is started again, with growing pauses, until it ends well', async () => {
  const folder = await temporaryFolder();
  const script = `import fs from 'node:fs'; const file = ${JSON.stringify(path.join(folder, 'count'))};
    fs.appendFileSync(file, 'x'); process.exit(fs.statSync(file).size < 4 ? 3 : 0)`;
  const end = await superviseWorker({ ...base, argv: inline(script), stop: new AbortController().signal });
  expect(end).toEqual({ exitCode: 0, starts: 4 });
});

test('a worker whose settings are wrong is not started again', async () => {
  const argv = inline(`process.exit(${exitCodes.settings})`);
  const end = await superviseWorker({ ...base, argv, stop: new AbortController().signal });
  expect(end).toEqual({ exitCode: 78, starts: 1 });
});

test('what a worker writes to standard error is handed over by the line, its last words too', async () => {
  const lines: string[] = [];
  const onErrorLine = (line: string) => void lines.push(line);
  const script = `process.stderr.write('one\\ntwo\\nlast words', () => process.kill(process.pid, 'SIGKILL'))`;
  const stop = new AbortController();
  const log = { ...silentLog, error: () => stop.abort() };
  await superviseWorker({ ...base, log, argv: inline(script), stop: stop.signal, onErrorLine });
  expect(lines).toEqual(['one', 'two', 'last words']);
});

test('a worker that does not stop in time is killed', async () => {
  const stop = new AbortController();
  const script = `process.on('SIGTERM', () => {}); process.send('ready'); setInterval(() => {}, 1000)`;
  const onMessage = () => stop.abort();
  const end = await superviseWorker({ ...base, argv: inline(script), stop: stop.signal, killAfterS: 0.3, onMessage });
  expect(end).toEqual({ exitCode: 1, starts: 1 });
});

test('a worker whose supervisor is killed stops by itself, in order', async () => {
  const supervisor = path.join(import.meta.dirname, '../fixtures/orphaning-supervisor.ts');
  const parent = spawn(process.execPath, [supervisor], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  parent.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    parent.kill('SIGKILL');
  });
  // The worker writes to the same pipe, which is closed when both are gone.
  expect(await once(parent, 'close')).toEqual([null, 'SIGKILL']);
  expect(said).toBe('ready\nended in order\n');
});
