import { type FaceModels, faceModels } from '../../../gpu-worker/models/loaded-models.ts';
import type { LoadedModel } from '../../../gpu-worker/models/role.ts';

/** Models of a test's own. */
export const ownModels = (...own: readonly LoadedModel[]): FaceModels =>
  faceModels(own, { elapsedMs: 0 }, async () => undefined);

/** Models of which some are a test's own. */
export const withOwn = (models: FaceModels, ...own: readonly LoadedModel[]): FaceModels => ({
  ...models,
  get(role, name) {
    const mine = ownModels(...own)
      .all(role)
      .find((each) => each.name === name);
    return mine === undefined ? models.get(role, name) : mine.model;
  },
});
