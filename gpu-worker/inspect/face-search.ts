import { availableParallelism } from 'node:os';
import { settingsFor } from '../../contract/face-task.ts';
import { completeOptionsSchema, defaultOptions, type TaskOptions } from '../../contract/options/options.ts';
import type { UseOrAny } from '../../contract/use.ts';
import { allowedModels } from '../catalog/allowed-models.ts';
import { neededModels } from '../catalog/needed-models.ts';
import { recognizerName } from '../finding/recognizer.ts';
import { type FramePool, openFramePool } from '../frames/frame-pool.ts';
import type { Provider } from '../inference/inference-settings.ts';
import { threadPlan } from '../inference/thread-plan.ts';
import { openModelSource } from '../models/files/model-source.ts';
import type { ResolvedModel } from '../models/role.ts';

export interface FaceSearchSettings {
  /** Folder of ONNX models. */
  readonly models: string;
  /** Detector and landmarker, as a task names them. */
  readonly options: TaskOptions;
  /** What the findings are for; absent: anything. */
  readonly use?: UseOrAny | undefined;
  readonly provider?: Provider | undefined;
  readonly frameWorkers?: number | undefined;
  /** Whether it matters who the faces are. The recognizer is loaded where its file is there. */
  readonly embed: boolean;
}

/** Frame workers that look for faces and change nothing. */
export interface FaceSearch {
  readonly pool: Pick<FramePool, 'analyse' | 'size'>;
  /** False where nobody asked, or where the recognizer is missing. */
  readonly embeds: boolean;
  readonly models: readonly ResolvedModel[];
  close(): Promise<void>;
}

/**
 * Loads the models that find faces, as a task with these options would.
 * @throws MODEL_NOT_FOUND, MODEL_CORRUPT, MODEL_CONTRACT, LICENCE_REFUSED, PROVIDER_UNAVAILABLE (permanent)
 */
export async function openFaceSearch(settings: FaceSearchSettings, signal: AbortSignal): Promise<FaceSearch> {
  const { provider = 'cpu', frameWorkers, options, use } = settings;
  const source = openModelSource(settings.models);
  const embeds = settings.embed && (await source.has(recognizerName));
  const complete = completeOptionsSchema.parse({ ...defaultOptions, ...options, tracks: true });
  const identities = embeds ? ([{ target: { index: 0 }, source: 'keep' }] as const) : [];
  const { analysis } = settingsFor(complete, undefined, identities);
  const nothing = { analysis, processors: [] };
  const needed = neededModels({ ...nothing, identities: [...identities] });
  const { models } = await source.hold(await allowedModels(needed, use, { models: source }), signal);
  const threads = threadPlan(provider, availableParallelism(), { frameWorkers });
  const pool = openFramePool({
    frameWorkers: threads.frameWorkers,
    inference: { provider, intraOpThreads: threads.intraOpThreads },
    heapMb: 512,
  });
  try {
    await pool.prepare(models);
    await pool.follow(nothing);
  } catch (thrown) {
    await pool.close();
    throw thrown;
  }
  return { pool, embeds, models, close: () => pool.close() };
}
