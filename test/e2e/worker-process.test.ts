import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { readReport } from '../../bin/commands/results/task-files.ts';
import type { FaceTask } from '../../contract/face-task.ts';
import { openFolderObjectStore } from '../../gpu-worker/adapters/local/folder-object-store.ts';
import { localObjects, localQueueFile, localScratch } from '../../gpu-worker/adapters/local/places.ts';
import { openLocalQueues } from '../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';
import { sampleTask } from '../helpers/tasks/sample-task.ts';
import { eventually } from '../helpers/time-and-chance/eventually.ts';
import { useClips, x264 } from '../helpers/video/make-clip.ts';
import { demoModelsFolder } from '../helpers/workers/local-rig.ts';

const main = path.join(import.meta.dirname, '../../gpu-worker/main.ts');
const clips = useClips();

/** A folder with one upload and, unless told otherwise, its person. */
async function fill(wish: {
  photo: boolean;
  personWaitS?: number;
  clip?: readonly string[];
}): Promise<{ folder: string; task: FaceTask }> {
  const folder = path.join(await temporaryFolder(), 'run');
  await mkdir(folder);
  const demo = await demoInputs();
  const short = ['-i', demo.clip, '-an', '-vf', 'scale=320:180', '-frames:v', '5', ...x264];
  const clip = await clips.make('w.mp4', wish.clip ?? short);
  const store = await openFolderObjectStore(localObjects(folder));
  const address = { bucket: 'input', key: 'videos/input/u1/202504051423/w.mp4' };
  await store.put(address, await readFile(clip));
  if (wish.photo) await store.put({ bucket: 'input', key: 'persons/anna/1.png' }, await readFile(demo.photo));
  const etag = (await store.head(address))?.etag ?? '';
  const limits = { personWaitS: wish.personWaitS ?? 0 };
  return { folder, task: sampleTask({ ...address, etag, outputBucket: 'output', limits }) };
}

function start(folder: string, args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const env = {
    ...process.env,
    FACELINE_LOCAL_FOLDER: folder,
    FACELINE_SCRATCH: localScratch(folder),
    FACELINE_MODELS: demoModelsFolder,
    FACELINE_VISIBILITY_S: '2',
    FACELINE_FRAME_WORKERS: '1',
    FACELINE_LOG_LEVEL: 'info',
    ...settings,
  };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'inherit', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stderr });
  /** Waits for a line of its log. */
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => line.includes(text) && resolve());
      lines.once('close', () => reject(new Error(`It ended without saying "${text}".`)));
    });
  return { child, ended, says };
}

const outcome = async (folder: string, { output }: FaceTask): Promise<string | undefined> =>
  (await readReport(await openFolderObjectStore(localObjects(folder)), output.bucket, output.prefix))?.outcome;

test('run --task does one task and exits with 0', async () => {
  const { folder, task } = await fill({ photo: true });
  const run = start(folder, ['run', '--task', JSON.stringify(task)]);
  await run.says('"phase":"frames","framesTotal":5,"framesDone":5,"msg":"progress"');
  expect(await run.ended).toBe(0);
  expect(await outcome(folder, task)).toBe('done');
  expect(await readdir(localScratch(folder))).toEqual([]);
});

test('run --task exits with 0 after a failure that will not pass', async () => {
  const { folder, task } = await fill({ photo: false });
  expect(await start(folder, ['run', '--task', JSON.stringify(task)]).ended).toBe(0);
  expect(await outcome(folder, task)).toBe('failed');
});

test('run --task waits for a person that comes later, and exits with 75 when it is stopped meanwhile', async () => {
  const { folder, task: old } = await fill({ photo: false, personWaitS: 900 });
  const task = { ...old, requester: { ...old.requester, requestedAt: new Date().toISOString() } };
  const stopped = start(folder, ['run', '--task', JSON.stringify(task)]);
  await stopped.says('task not done');
  stopped.child.kill('SIGTERM');
  expect(await stopped.ended).toBe(75);
  expect(await outcome(folder, task)).toBeUndefined();

  const waiting = start(folder, ['run', '--task', JSON.stringify(task)]);
  await waiting.says('task not done');
  const store = await openFolderObjectStore(localObjects(folder));
  await store.put({ bucket: 'input', key: 'persons/anna/1.png' }, await readFile((await demoInputs()).photo));
  expect(await waiting.ended).toBe(0);
  expect(await outcome(folder, task)).toBe('done');
});

test('run --task exits with 75 when it cannot start now, so that Batch tries again', async () => {
  const { folder, task } = await fill({ photo: true });
  await writeFile(path.join(folder, 'no-folder'), '');
  const { ended } = start(path.join(folder, 'no-folder'), ['run', '--task', JSON.stringify(task)]);
  expect(await ended).toBe(75);
});

test('a command that does not exist is a wrong setting', async () => {
  const { folder } = await fill({ photo: true });
  expect(await start(folder, ['dance']).ended).toBe(78);
});

test('serve starts its worker again after a kill -9, and ends with 0 at SIGTERM', async () => {
  const { folder, task } = await fill({ photo: true });
  const { child, ended } = start(folder, ['serve']);
  const worker = await eventually('the worker runs', async () => childOf(child.pid ?? 0), 60_000);
  process.kill(worker, 'SIGKILL');
  const queues = await openLocalQueues(localQueueFile(folder));
  await queues.tasks.send([JSON.stringify(task)]);
  await eventually('the task is done', async () => (await outcome(folder, task)) === 'done', 180_000);
  expect(await childOf(child.pid ?? 0)).not.toBe(worker);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  queues.close();
});

test('SIGTERM in the middle of a video: the task is free again and has lost no attempt, nothing is left', async () => {
  const demo = await demoInputs();
  // Far longer than the grace that it gets, on any machine.
  const { folder, task } = await fill({ photo: true, clip: ['-stream_loop', '19', '-i', demo.clip, '-c', 'copy'] });
  const queues = await openLocalQueues(localQueueFile(folder));
  onTestFinished(() => queues.close());
  await queues.tasks.send([JSON.stringify(task)]);
  // Not by its visibility: the message comes back because it is given back.
  const settings = { FACELINE_VISIBILITY_S: '600', FACELINE_SHUTDOWN_GRACE_S: '0' };
  const { child, ended } = start(folder, ['serve'], settings);
  onTestFinished(() => void child.kill('SIGKILL'));
  await eventually('frames are being encoded', () => isEncoding(localScratch(folder)), 180_000);
  expect(await programsAt(folder)).toEqual(['ffmpeg', 'ffmpeg']);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(await queues.tasks.depth()).toEqual({ visible: 1, delayed: 0, inFlight: 0 });
  expect(await queues.tasks.receive({ visibilityS: 1, waitS: 0 })).toMatchObject({ attempt: 1 });
  expect(await readdir(localScratch(folder))).toEqual([]);
  expect(await programsAt(folder)).toEqual([]);
  expect(await outcome(folder, task)).toBeUndefined();
});

/** Whether a task's unfinished video has grown beyond its header. */
async function isEncoding(scratch: string): Promise<boolean> {
  const [attempt = ''] = await readdir(scratch).catch(() => []);
  const { size } = await stat(path.join(scratch, attempt, 'encoded.mp4')).catch(() => ({ size: 0 }));
  return size > 50_000;
}

/** Names of the programs that were started with a file of this folder; Linux only. */
async function programsAt(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const pid of await readdir('/proc')) {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (words.some((word) => word.includes(folder))) names.push(path.basename(words[0] ?? ''));
  }
  return names;
}

/** The first child of a process; Linux only, as the container is. */
async function childOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const [first] = text.trim().split(' ').filter(Boolean);
  return first === undefined ? undefined : Number(first);
}
