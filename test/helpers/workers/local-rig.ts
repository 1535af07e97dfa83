import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readReport } from '../../../bin/commands/results/task-files.ts';
import type { Identity } from '../../../contract/identity.ts';
import { defaultLimits, type Limits } from '../../../contract/limits.ts';
import type { TaskOptions } from '../../../contract/options/options.ts';
import type { Report } from '../../../contract/report.ts';
import { uploadMetadata } from '../../../contract/upload-metadata.ts';
import type { UseOrAny } from '../../../contract/use.ts';
import { handleMessage } from '../../../functions/intake/handle-upload.ts';
import { openFolderObjectStore } from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import { localTaskScope } from '../../../gpu-worker/adapters/local/local-task-scope.ts';
import { openLocalQueues } from '../../../gpu-worker/adapters/local/sqlite-task-queue.ts';
import { openFramePool } from '../../../gpu-worker/frames/frame-pool.ts';
import { startWorker } from '../../../gpu-worker/loop/worker.ts';
import { defaultWorkerSettings, type WorkerSettings } from '../../../gpu-worker/loop/worker-parts.ts';
import { type Ffmpeg, findFfmpeg } from '../../../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';
import { type ModelSource, openModelSource } from '../../../gpu-worker/models/files/model-source.ts';
import type { ObjectStore, TaskQueue } from '../../../gpu-worker/ports.ts';
import { createRunTask } from '../../../gpu-worker/task/run-task.ts';

export const demoModelsFolder = path.resolve(import.meta.dirname, '../../../examples/demo/models');

export interface RigRequest {
  /** Bytes of the target; its key is `videos/input/u1/202504051423/<file>` unless given. */
  readonly target: Uint8Array;
  readonly file?: string;
  readonly key?: string;
  /** Photos of the person `alice`; none: the person stays unknown. */
  readonly photos?: readonly Uint8Array[];
  readonly person?: string;
  /** Who becomes whom; then `person` counts only when it is given. */
  readonly identities?: readonly Identity[];
  /** Further photos, by key. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly options?: TaskOptions;
}

/** The pipeline in one process: local adapters, the intake function and a worker, for tests. */
export interface Rig {
  readonly folder: string;
  readonly store: ObjectStore;
  readonly queue: TaskQueue;
  submit(request: RigRequest): Promise<string>;
  run(request: RigRequest): Promise<Report>;
  /** A published file of a report. */
  output(report: Report, name: string): Promise<string>;
  scratchLeft(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openRig(
  given: {
    readonly models?: string;
    readonly source?: ModelSource;
    readonly use?: UseOrAny;
    readonly screening?: 'auto' | 'require';
    readonly limits?: Partial<Limits>;
    readonly worker?: Partial<WorkerSettings>;
    readonly scratch?: string;
    readonly wrapFfmpeg?: (ffmpeg: Ffmpeg) => Promise<Ffmpeg>;
    readonly wrapQueue?: (queue: TaskQueue) => TaskQueue;
    readonly wrapStore?: (store: ObjectStore) => ObjectStore;
  } = {},
): Promise<Rig> {
  const folder = await mkdtemp(path.join(tmpdir(), 'faceline-rig-'));
  const plainStore = await openFolderObjectStore(path.join(folder, 'objects'));
  const store = given.wrapStore?.(plainStore) ?? plainStore;
  const queues = await openLocalQueues(path.join(folder, 'queue.sqlite'), { maxReceives: 5 });
  const queue = given.wrapQueue?.(queues.tasks) ?? queues.tasks;
  const inference = { provider: 'cpu', intraOpThreads: 1 } as const;
  const pool = openFramePool({ frameWorkers: 2, heapMb: 256, inference });
  const foundFfmpeg = await findFfmpeg();
  const ffmpeg = (await given.wrapFfmpeg?.(foundFfmpeg)) ?? foundFfmpeg;
  const stop = new AbortController();
  const scratchRoot = given.scratch ?? path.join(folder, 'scratch');
  const modelsFolder = given.models ?? demoModelsFolder;
  const use = given.use === undefined ? {} : { use: given.use };
  const screening = given.screening ?? 'auto';
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const settings = { ...defaultWorkerSettings, waitS: 1, retryBaseS: 0.1, scratchRoot, ...given.worker };
  const worker = startWorker({
    queue,
    scope: localTaskScope(store),
    runTask: createRunTask({
      pool,
      ffmpeg,
      models: given.source ?? openModelSource(modelsFolder),
      provider: 'cpu',
      screening,
      ...use,
    }),
    log: silent,
    settings,
    stop: stop.signal,
  });
  const limits = { ...defaultLimits, personWaitS: 0, ...given.limits };

  const submit = async (request: RigRequest): Promise<string> => {
    const { target, file = 'clip.mp4', person = 'alice', photos = [], options = {} } = request;
    const bucket = 'input';
    for (const [index, photo] of photos.entries()) {
      await plainStore.put({ bucket, key: `persons/${person}/${index}.jpg` }, photo);
    }
    const key = request.key ?? `videos/input/u1/202504051423/${file}`;
    for (const [name, bytes] of Object.entries(request.files ?? {})) await plainStore.put({ bucket, key: name }, bytes);
    const { identities } = request;
    const named = identities === undefined ? { person } : { person: request.person, identities };
    await plainStore.put({ bucket, key }, target, { metadata: uploadMetadata({ ...named, options }) });
    const detail = { bucket: { name: bucket }, object: { key } };
    const event = JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail });
    const ports = { store: plainStore, queue: queues.tasks, log: silent };
    const [outcome] = await handleMessage(event, ports, { outputBucket: 'output', limits });
    if (outcome?.kind === 'sent' && outcome.prefixes[0] !== undefined) return outcome.prefixes[0];
    if (outcome?.kind === 'refused') return outcome.refusal.prefix;
    throw new Error(`no task: ${JSON.stringify(outcome)}`);
  };

  return {
    folder,
    store: plainStore,
    queue,
    submit,
    async run(request) {
      const prefix = await submit(request);
      for (;;) {
        const report = await readReport(plainStore, 'output', prefix);
        if (report !== undefined) return report;
        await sleep(20);
      }
    },
    async output(report, name) {
      const file = path.join(folder, `${report.taskId}-${name}`);
      const chunks = await Array.fromAsync(
        plainStore.read({ bucket: report.output.bucket, key: `${report.output.prefix}${name}` }),
      );
      await writeFile(file, Buffer.concat(chunks));
      return file;
    },
    scratchLeft: () => readdir(scratchRoot).catch(() => []),
    async close() {
      stop.abort();
      await worker;
      await pool.close();
      queues.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const bytesOf = (file: string): Promise<Uint8Array> => readFile(file);
