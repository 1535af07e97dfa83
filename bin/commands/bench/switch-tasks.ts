import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultLimits } from '../../../contract/limits.ts';
import { photoPrefix } from '../../../contract/object-keys.ts';
import { uploadMetadata } from '../../../contract/upload-metadata.ts';
import { makeTask } from '../../../functions/intake/make-task.ts';
import { openFolderObjectStore } from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import type { Provider } from '../../../gpu-worker/inference/inference-settings.ts';
import { openModelSource } from '../../../gpu-worker/models/files/model-source.ts';
import { openTools } from '../../../gpu-worker/task/open-tools.ts';
import { createRunTask } from '../../../gpu-worker/task/run-task.ts';
import type { ChosenPreset } from '../asked/read-preset.ts';
import { UsageError } from '../exit-codes.ts';
import { timed } from './run-once.ts';

/** What a measurement of switching is made with. */
export interface SwitchRequest {
  /** Image to change, and photo of the person. */
  readonly target: string;
  readonly photo: string;
  readonly models: string;
  readonly presets: readonly [ChosenPreset, ChosenPreset];
  readonly provider: Provider;
  readonly frameWorkers: number;
  readonly intraOpThreads: number;
  readonly rounds: number;
}

export interface SwitchTasks {
  /** Does one whole task as a preset says. @returns milliseconds */
  run(preset: ChosenPreset): Promise<number>;
  close(): Promise<void>;
}

/** A worker's insides on this machine: the same recipe, frame workers and store, without queue and process. */
export async function openSwitchTasks(request: SwitchRequest): Promise<SwitchTasks> {
  const { target, photo, models, provider, frameWorkers, intraOpThreads } = request;
  const folder = await mkdtemp(path.join(tmpdir(), 'faceline-switch-'));
  const store = await openFolderObjectStore(path.join(folder, 'objects'));
  const inference = { provider, intraOpThreads };
  const tools = await openTools({ models: openModelSource(models), inference, frameWorkers });
  const runTask = createRunTask(tools);
  const bucket = 'in';
  const key = `images/input/bench/202501010000/target${path.extname(target).toLowerCase()}`;
  await store.put({ bucket, key: `${photoPrefix('person')}photo${path.extname(photo)}` }, await readFile(photo));
  await store.put({ bucket, key }, await readFile(target));
  const head = await store.head({ bucket, key });
  let count = 0;
  return {
    async run(preset) {
      count += 1;
      const metadata = uploadMetadata({ person: 'person', ...preset });
      const settings = { outputBucket: `out-${count}`, limits: { ...defaultLimits, personWaitS: 0 } };
      const decision = makeTask({ bucket, key, etag: head?.etag ?? '', metadata }, settings, new Date());
      if (decision.kind !== 'task') throw new UsageError(`No task: ${JSON.stringify(decision)}`);
      const scratch = await mkdtemp(path.join(folder, 'task-'));
      const context = { store, scratch, signal: AbortSignal.timeout(600_000), attempt: 1, onProgress: () => undefined };
      return timed(() => runTask(decision.task, context));
    },
    async close() {
      await tools.pool.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
