import type { FaceModels } from '../../models/loaded-models.ts';
import { embeddingConverterRole } from './embedding-converter.ts';
import { type Swapper, swapperRole } from './swapper.ts';
import { embeddingConverters, swappers } from './swapping.ts';

/** A task's swapper; identities go through its converter first, where it has one. Throws MODEL_NOT_FOUND. */
export function swapperNamed(models: FaceModels, name: string): Swapper {
  const swapper = models.get(swapperRole, name);
  const needs = swappers.find((model) => model.name === name)?.needs ?? [];
  const needed = embeddingConverters.find((model) => needs.includes(model.name));
  if (needed === undefined) return swapper;
  const converter = models.get(embeddingConverterRole, needed.name);
  return {
    ...swapper,
    prepareIdentity: async (embedding) => swapper.prepareIdentity(await converter.convert(embedding)),
  };
}
