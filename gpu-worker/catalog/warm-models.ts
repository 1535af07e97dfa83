import type { InferenceSettings } from '../inference/inference-settings.ts';
import { type FaceModels, faceModels } from '../models/loaded-models.ts';
import type { LoadedModel, ResolvedModel } from '../models/role.ts';
import { rowOf } from './needed-models.ts';

/** Sessions that outlive the task they were loaded for. */
export interface WarmModels {
  /**
   * The models of a task: those that are warm at once, the others are loaded. Closes what was used least lately where
   * the limit asks for it; the task's own models stay, however large.
   * @throws MODEL_CORRUPT, MODEL_CONTRACT, PROVIDER_UNAVAILABLE, NOT_SUPPORTED (permanent)
   */
  prepare(models: readonly ResolvedModel[]): Promise<FaceModels>;
  /** What is in memory, least lately used first. */
  readonly names: readonly string[];
  close(): Promise<void>;
}

interface WarmModel {
  readonly loaded: LoadedModel;
  readonly sizeBytes: number;
}

/**
 * An empty cache of loaded models.
 * @param byteLimit most bytes of model files that stay loaded; a session takes at least its file's size in memory
 */
export function openWarmModels(settings: InferenceSettings, byteLimit: number): WarmModels {
  const clock = { elapsedMs: 0 };
  // A Map keeps the order of insertion; whatever is used moves to its end.
  const warm = new Map<string, WarmModel>();

  const makeRoom = async (needed: number, keep: ReadonlySet<string>): Promise<void> => {
    let used = [...warm.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const [key, { loaded, sizeBytes }] of warm) {
      if (used + needed <= byteLimit) return;
      if (keep.has(key)) continue;
      warm.delete(key);
      used -= sizeBytes;
      await loaded.model.close();
    }
  };
  const close = async (): Promise<void> => {
    const all = [...warm.values()];
    warm.clear();
    for (const { loaded } of all) await loaded.model.close();
  };

  return {
    async prepare(models) {
      const keep = new Set(models.map(keyOf));
      const missing = models.filter((model) => !warm.has(keyOf(model)));
      if (missing.length > 0) {
        await makeRoom(
          missing.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
          keep,
        );
      }
      const loaded: LoadedModel[] = [];
      for (const model of models) {
        const key = keyOf(model);
        const known = warm.get(key);
        const entry = known ?? {
          loaded: await rowOf(model.role, model.name).load(model.path, settings, clock),
          sizeBytes: model.sizeBytes,
        };
        warm.delete(key);
        warm.set(key, entry);
        loaded.push(entry.loaded);
      }
      return faceModels(loaded, clock, close);
    },
    get names() {
      return [...warm.values()].map(({ loaded }) => loaded.name);
    },
    close,
  };
}

/** Another file under the same name is another model. */
const keyOf = ({ role, path, sha256 }: ResolvedModel): string => JSON.stringify([role, path, sha256]);
