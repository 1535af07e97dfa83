import { permanent } from '../errors.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { LoadedModel, OpenModel, RoleOf } from './role.ts';

/** The models of one task in one frame worker. */
export interface FaceModels {
  /** One by its name. Throws MODEL_NOT_FOUND (permanent) where it was not loaded. */
  get<Model extends OpenModel>(role: RoleOf<Model>, name: string): Model;
  /** All of a role; none where none was loaded. */
  all<Model extends OpenModel>(role: RoleOf<Model>): readonly LoadedModel<Model>[];
  /** Milliseconds spent inside all of them so far. */
  readonly clock: Readonly<InferenceClock>;
  close(): Promise<void>;
}

/** Loaded models as a task asks for them. */
export function faceModels(
  loaded: readonly LoadedModel[],
  clock: Readonly<InferenceClock>,
  close: () => Promise<void>,
): FaceModels {
  const all = <Model extends OpenModel>(role: RoleOf<Model>): readonly LoadedModel<Model>[] =>
    loaded.filter((each): each is LoadedModel<Model> => each.role === role);
  return {
    all,
    get(role, name) {
      const found = all(role).find((each) => each.name === name);
      if (found !== undefined) return found.model;
      throw permanent(
        'MODEL_NOT_FOUND',
        `The ${role.name} "${name}" is needed but was not loaded with the task's models.`,
      );
    },
    clock,
    close,
  };
}
