import type { ModelFile } from './model-contract.ts';

/** A model that somebody asks for, with what the catalogue states of it. */
export interface NeededModel {
  /** Its role's name. */
  readonly role: string;
  /** The file's name without `.onnx`. */
  readonly name: string;
  /** As FaceFusion 3.8.1 states it; not verified at the vendor. */
  readonly licence: string;
  /** What of it nobody checked against the file itself, in one line; the report of a task that uses it says so. */
  readonly unverified?: string;
}

/** A model file, found and checked, ready to be loaded by every frame worker. */
export interface ResolvedModel extends Omit<NeededModel, 'unverified'> {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** What a user must know of it: no hash beside it, a demo model. */
  readonly note?: string;
}

/** What every model in memory can do. */
export interface OpenModel {
  close(): Promise<void>;
}

/** What a model is for. The room that runs such models owns their role, and the catalogue has it once. */
export interface Role<Name extends string, Facts, Model extends OpenModel> {
  /** The glossary's word. */
  readonly name: Name;
  /** Loads a file. Throws MODEL_CORRUPT, MODEL_CONTRACT, PROVIDER_UNAVAILABLE (permanent). */
  readonly open: (facts: Facts, ...from: ModelFile) => Promise<Model>;
  /** What docs/model-contracts.md says of its models. */
  readonly page: RolePage<Facts>;
}

interface RolePage<Facts> {
  /** Where it says how they are fed and read: `§7`. */
  readonly section: string;
  /** What a model is shown, in words. Absent: a square picture of its size. */
  readonly shown?: (facts: Facts) => string;
}

/** A role of which only the models matter. */
export type RoleOf<Model extends OpenModel> = Role<string, never, Model>;

export const defineRole = <Name extends string, Facts, Model extends OpenModel>(
  name: Name,
  open: Role<Name, Facts, Model>['open'],
  page: RolePage<NoInfer<Facts>>,
): Role<Name, Facts, Model> => ({ name, open, page });

/** What is known of every model file that FaceFusion 3.8.1 publishes. */
interface PublishedModel extends Omit<NeededModel, 'role'> {
  /** FaceFusion's `base_name`: the release (GitHub) or repository (Hugging Face) that holds the file. */
  readonly release: string;
  readonly vendor: string;
  readonly year: number;
  readonly precision: 'fp32' | 'fp16';
  /** Other models without which this one is of no use, by name. */
  readonly needs: readonly string[];
}

/** A row's beginning, with what most of FaceFusion's models have alike; what is otherwise with one stands behind it. */
export const published = (name: string, vendor: string, licence: string, year: number) =>
  ({ name, release: 'models-3.0.0', vendor, licence, year, precision: 'fp32', needs: [] }) as const;

/** A model in memory, ready to run. */
export interface LoadedModel<Model extends OpenModel = OpenModel> {
  readonly role: RoleOf<Model>;
  readonly name: string;
  readonly model: Model;
}

export const loadedModel = <Model extends OpenModel>(
  role: RoleOf<Model>,
  name: string,
  model: NoInfer<Model>,
): LoadedModel<Model> => ({ role, name, model });

/** A model of the catalogue: what its role has to know of it lies beside what is known of all. */
export type ModelRow<Name extends string = string, Facts = unknown> = PublishedModel &
  Facts & {
    readonly role: Name;
    /** As its {@link RolePage} says. */
    readonly section: string;
    readonly shown?: string;
    /** Loads the model's file as its role does, and throws as that. */
    readonly load: (...from: ModelFile) => Promise<LoadedModel>;
  };

/** The models of a role. */
export const rowsOf = <Name extends string, Facts, Model extends OpenModel>(
  role: Role<Name, Facts, Model>,
  models: readonly (PublishedModel & NoInfer<Facts>)[],
): readonly ModelRow<Name, Facts>[] =>
  models.map((model) => ({
    ...model,
    role: role.name,
    section: role.page.section,
    ...(role.page.shown === undefined ? {} : { shown: role.page.shown(model) }),
    load: async (...from) => loadedModel(role, model.name, await role.open(model, ...from)),
  }));

/** What a task has to say of a model that it needs. */
export const neededModel = ({ role, name, licence, unverified }: ModelRow): NeededModel => ({
  ...{ role, name, licence },
  ...(unverified === undefined ? {} : { unverified }),
});
