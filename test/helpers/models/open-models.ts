import { openWarmModels } from '../../../gpu-worker/catalog/warm-models.ts';
import { frameEngine } from '../../../gpu-worker/frames/frame-engine.ts';
import type { FrameEngine } from '../../../gpu-worker/frames/frame-engine-types.ts';
import type { InferenceSettings } from '../../../gpu-worker/inference/inference-settings.ts';
import type { FaceModels } from '../../../gpu-worker/models/loaded-models.ts';
import type { ResolvedModel } from '../../../gpu-worker/models/role.ts';

/** Loads models for one use. Throws as a worker's warm models do; then all are closed again. */
export async function openFaceModels(
  models: readonly ResolvedModel[],
  settings: InferenceSettings,
): Promise<FaceModels> {
  const warm = openWarmModels(settings, Number.POSITIVE_INFINITY);
  try {
    return await warm.prepare(models);
  } catch (thrown) {
    await warm.close();
    throw thrown;
  }
}

/** A frame engine over models that are loaded for it, in this thread. */
export const openFrameEngine = async (
  models: readonly ResolvedModel[],
  inference: InferenceSettings,
): Promise<FrameEngine> => frameEngine(await openFaceModels(models, inference));
