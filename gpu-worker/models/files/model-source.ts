import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NeededModel, ResolvedModel } from '../role.ts';
import type { ObjectModelSource } from './object-model-source.ts';
import { licenceInFolder, resolveModels } from './store.ts';

/** Model files that stay where they are until they are let go. */
interface HeldFiles {
  /** The files may go again. */
  release(): void;
  readonly models: readonly ResolvedModel[];
}

/** Where a worker's model files come from. */
export interface ModelSource {
  /** Whether a model's file is there to be had. Throws STORE_UNAVAILABLE (retryable). */
  has(name: string): Promise<boolean>;
  /** The licence of a model, known before any file is fetched: `demo`, or as it is stated. */
  licenceOf(model: NeededModel): Promise<string>;
  /**
   * Finds model files, or fetches them, each checked before use.
   * @throws MODEL_NOT_FOUND, MODEL_CORRUPT (permanent), SCRATCH_FULL, STORE_UNAVAILABLE (retryable)
   */
  hold(needed: readonly NeededModel[], signal?: AbortSignal): Promise<HeldFiles>;
}

/**
 * Models of a baked or mounted folder; those that do not lie there come from an object store, where there is one.
 */
export function openModelSource(
  folder: string,
  { objects, lockFile }: { readonly objects?: ObjectModelSource; readonly lockFile?: string | undefined } = {},
): ModelSource {
  const isFetched = ({ name }: NeededModel): boolean =>
    objects !== undefined && !existsSync(path.join(folder, `${name}.onnx`));
  return {
    has: async (name) => existsSync(path.join(folder, `${name}.onnx`)) || (await objects?.has(name)) === true,
    licenceOf: async (model) => (isFetched(model) ? model.licence : licenceInFolder(folder, model)),
    async hold(needed, signal) {
      const here = await resolveModels(
        folder,
        needed.filter((model) => !isFetched(model)),
        lockFile,
      );
      const toFetch = needed.filter(isFetched);
      if (objects === undefined || toFetch.length === 0) return { models: here, release: () => undefined };
      const held = await objects.hold(
        toFetch.map(({ name }) => name),
        signal,
      );
      const fetched = toFetch.map(({ role, name, licence, unverified }): ResolvedModel => {
        const note = unverified === undefined ? {} : { note: unverified };
        return { role, name, ...held.file(name), licence, ...note };
      });
      const all = [...here, ...fetched];
      const models = needed.flatMap(({ role, name }) =>
        all.filter((model) => model.role === role && model.name === name),
      );
      return { models, release: held.release };
    },
  };
}
