import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { readReport } from '../../bin/commands/results/task-files.ts';
import { openFolderObjectStore } from '../../gpu-worker/adapters/local/folder-object-store.ts';
import { localObjects, localScratch } from '../../gpu-worker/adapters/local/places.ts';
import { pushModel } from '../../gpu-worker/models/files/push-models.ts';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';
import { sampleTask } from '../helpers/tasks/sample-task.ts';
import { demoModelsFolder } from '../helpers/workers/local-rig.ts';

const main = path.join(import.meta.dirname, '../../gpu-worker/main.ts');
const names = ['yunet_2023_mar', 'arcface_w600k_r50', 'inswapper_128', 'gfpgan_1.4'];

/** A run's folder with models in a bucket, one task's inputs, and a models folder in which nothing lies. */
async function setUp() {
  const folder = await temporaryFolder();
  const store = await openFolderObjectStore(localObjects(folder));
  for (const name of names) await pushModel(store, name, { folder: demoModelsFolder, bucket: 'models' });
  const photo = await readFile((await demoInputs()).photo);
  const address = { bucket: 'input', key: 'images/input/u1/202504051423/w.png' };
  await store.put(address, photo);
  await store.put({ bucket: 'input', key: 'persons/anna/1.png' }, photo);
  const etag = (await store.head(address))?.etag ?? '';
  const models = await temporaryFolder();
  return { folder, store, models, task: sampleTask({ ...address, etag, outputBucket: 'output' }) };
}

/** One task in the worker's own process. @returns its exit code and what it said */
async function work(
  { folder, models, task }: Awaited<ReturnType<typeof setUp>>,
  settings: Readonly<Record<string, string>>,
): Promise<{ exitCode: number | null; said: string }> {
  const env = {
    ...process.env,
    FACELINE_LOCAL_FOLDER: folder,
    FACELINE_SCRATCH: localScratch(folder),
    FACELINE_MODELS: models,
    FACELINE_MODELS_BUCKET: 'models',
    FACELINE_FRAME_WORKERS: '1',
    FACELINE_LOG_LEVEL: 'error',
    ...settings,
  };
  const child = spawn(process.execPath, [main, 'run', '--task', JSON.stringify(task)], { env });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, errors, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { exitCode, said: out + errors };
}

test('a worker takes models from a bucket, and loads before the first task what it is told to', async () => {
  const run = await setUp();
  expect(await work(run, { FACELINE_PRELOAD: 'gfpgan_1.4' })).toMatchObject({ exitCode: 0 });
  const { output } = run.task;
  const report = await readReport(run.store, output.bucket, output.prefix);
  expect(report?.error).toBeUndefined();
  expect(report?.outcome).toBe('done');
  const there = await readdir(path.join(localScratch(run.folder), 'models'));
  expect(there.filter((file) => file.endsWith('.onnx')).sort()).toEqual(names.map((name) => `${name}.onnx`).sort());
  // It may be baked into the image, or mounted for reading only.
  expect(await readdir(run.models)).toEqual([]);
});

test.each([
  ['an unknown model', { FACELINE_PRELOAD: 'magic_9000' }, /NOT_SUPPORTED.*magic_9000/s],
  ['a model that the fleet may not use', { FACELINE_PRELOAD: 'inswapper_128', FACELINE_USE: 'commercial' }, /ArcFace/],
  ['a lock that is not there', { FACELINE_MODELS_LOCK: '/nowhere/models.lock.json' }, /FACELINE_MODELS_LOCK/],
  ['a use that is none', { FACELINE_USE: 'profit' }, /FACELINE_USE/],
])('a worker that is told of %s does not start', async (_what, settings, message) => {
  const run = await setUp();
  const { exitCode, said } = await work(run, settings);
  expect(exitCode).toBe(78);
  expect(said).toMatch(message);
  const files = await readdir(run.models, { recursive: true });
  expect(files.filter((file) => file.endsWith('.onnx'))).toEqual([]);
});
