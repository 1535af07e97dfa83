import { asFacelineError } from '../errors.ts';
import { resolveModels } from '../models/files/store.ts';
import { type PermittedUse, termsOf } from '../models/licences/licence-terms.ts';
import type { NeededModel } from '../models/role.ts';

/** A model that a task needs, as it lies in a folder now. */
export interface ForeseenModel extends Pick<NeededModel, 'role' | 'name'> {
  /** `unchecked`: there, but neither a pin nor a `.hash` says what it should be; `altered`: not what they say. */
  readonly state: 'ok' | 'unchecked' | 'altered' | 'missing';
  readonly sizeBytes?: number;
  readonly licence: string;
  readonly permits: PermittedUse;
  /** What is to be known of it, or wrong with it. */
  readonly note?: string;
}

/** Looks at the files of models, and hashes them; loads none. */
export async function foreseeModels(folder: string, needed: readonly NeededModel[]): Promise<ForeseenModel[]> {
  const foreseen: ForeseenModel[] = [];
  for (const model of needed) foreseen.push(await foreseeModel(folder, model));
  return foreseen;
}

async function foreseeModel(folder: string, model: NeededModel): Promise<ForeseenModel> {
  const { role, name } = model;
  try {
    const [resolved] = await resolveModels(folder, [model]);
    if (resolved === undefined) throw new RangeError(`${name} was neither found nor missing.`);
    const { licence, sizeBytes, note } = resolved;
    const state = note?.includes('the file was not checked') === true ? 'unchecked' : 'ok';
    const { permits } = termsOf(licence);
    return { role, name, state, sizeBytes, licence, permits, ...(note === undefined ? {} : { note }) };
  } catch (thrown) {
    const { code, message } = asFacelineError(thrown);
    if (code !== 'MODEL_NOT_FOUND' && code !== 'MODEL_CORRUPT') throw thrown;
    const { licence } = model;
    const state = code === 'MODEL_NOT_FOUND' ? 'missing' : 'altered';
    return { role, name, state, licence, permits: termsOf(licence).permits, note: message };
  }
}
