import { permanent } from '../errors.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock, ModelSession, TensorInfo } from '../inference/model-session.ts';

/** What a tensor must look like. No name: outputs are then told by their order. */
interface TensorContract {
  readonly name?: string;
  /** Of its values: float32 where nothing is said, else this one, or one of these. */
  readonly type?: string | readonly string[];
  /** `any` fits every size; `valueCount` says only how many there are, in whatever shape. */
  readonly dims: readonly (number | 'any')[] | { readonly valueCount: number };
  /** An input that some files of this kind do not have. */
  readonly optional?: boolean;
}

export interface ModelContract {
  /** By name, in any order. */
  readonly inputs: readonly TensorContract[];
  /** By order. */
  readonly outputs: readonly TensorContract[];
  /** More outputs may follow; nobody reads them. */
  readonly further?: true;
}

/** A model's file, how its session runs, and the clock of all sessions of the thread. */
export type ModelFile = readonly [file: string, settings: InferenceSettings, clock: InferenceClock];

/**
 * Loads a model file that has to be of this kind.
 * @throws MODEL_CORRUPT, MODEL_CONTRACT, PROVIDER_UNAVAILABLE (permanent)
 */
export async function openModel(contract: ModelContract, ...from: ModelFile): Promise<ModelSession> {
  // Not before a model is opened: who only asks the catalogue need not have ONNX Runtime.
  const { openSession } = await import('../inference/model-session.ts');
  const session = await openSession(...from);
  try {
    checkContract(session, from[0], contract);
  } catch (thrown) {
    await session.close();
    throw thrown;
  }
  return session;
}

/** Throws a permanent MODEL_CONTRACT that names what was expected and what was found. */
export function checkContract(
  session: Pick<ModelSession, 'inputs' | 'outputs'>,
  file: string,
  contract: ModelContract,
): void {
  const known = new Set(contract.inputs.map(({ name }) => name));
  const inputsFit =
    session.inputs.every(({ name }) => known.has(name)) &&
    contract.inputs.every((expected) => {
      const found = session.inputs.find(({ name }) => name === expected.name);
      return found === undefined ? expected.optional === true : fits(found, expected);
    });
  const outputsFit =
    (session.outputs.length === contract.outputs.length ||
      (contract.further === true && session.outputs.length > contract.outputs.length)) &&
    contract.outputs.every((expected, i) => fits(session.outputs[i]!, expected));
  if (inputsFit && outputsFit) return;
  throw permanent(
    'MODEL_CONTRACT',
    `${file} is another kind of model: expected inputs ${describe(contract.inputs)} and outputs ` +
      `${describe(contract.outputs)}; found inputs ${describe(session.inputs)} and outputs ${describe(session.outputs)}.`,
  );
}

function fits(found: TensorInfo, expected: TensorContract): boolean {
  if (expected.name !== undefined && found.name !== expected.name) return false;
  if (![expected.type ?? 'float32'].flat().includes(found.type)) return false;
  if ('valueCount' in expected.dims) return mayHold(found.dims, expected.dims.valueCount);
  if (found.dims.length !== expected.dims.length) return false;
  return expected.dims.every((dim, i) => {
    const actual = found.dims[i];
    return dim === 'any' || typeof actual === 'string' || actual === dim;
  });
}

/** Whether a shape has so many values; free dimensions may have any size. */
function mayHold(dims: TensorInfo['dims'], values: number): boolean {
  const fixed = dims.filter((dim) => typeof dim === 'number').reduce((product, dim) => product * dim, 1);
  const isFree = dims.some((dim) => typeof dim === 'string');
  return isFree ? values % fixed === 0 : fixed === values;
}

function describe(tensors: readonly (TensorContract | TensorInfo)[]): string {
  return tensors
    .map(({ name, type, dims }) => {
      const shape = 'valueCount' in dims ? `${dims.valueCount} values` : dims.join(', ');
      return `${name ?? '*'}: ${[type ?? 'float32'].flat().join(' or ')}[${shape}]`;
    })
    .join('; ');
}
