import { allowedModels } from '../catalog/allowed-models.ts';
import { modelsNamed } from '../catalog/needed-models.ts';
import type { TaskTools } from './made-result.ts';

/**
 * Loads models before the first task needs them.
 * @param names as in the catalogue; those they need come too
 * @throws NOT_SUPPORTED for an unknown name, LICENCE_REFUSED, and what finding and loading models throws
 */
export async function preload(
  names: readonly string[],
  tools: Pick<TaskTools, 'models' | 'use' | 'pool'>,
  signal?: AbortSignal,
): Promise<void> {
  if (names.length === 0) return;
  const needed = await allowedModels(modelsNamed(names), undefined, tools);
  const files = await tools.models.hold(needed, signal);
  try {
    await tools.pool.prepare(files.models);
  } finally {
    files.release();
  }
}
