import { stat } from 'node:fs/promises';
import path from 'node:path';
import { permanent } from '../../errors.ts';
import type { NeededModel, ResolvedModel } from '../role.ts';
import { demoNote, isDemoModel } from './demo-models.ts';
import { missingModels } from './missing-models.ts';
import { type FileSums, readIfThere, sumFile } from './model-file.ts';
import { lockFileIn, type ModelPin, readModelsLock } from './models-lock.ts';

/**
 * Finds model files in a folder and checks each against its pin in the lock and the CRC-32 in the `.hash` file beside
 * it. Neither pin nor `.hash`: the model is taken, with a note.
 * @throws MODEL_NOT_FOUND, which names all that are missing, and MODEL_CORRUPT (permanent)
 */
export async function resolveModels(
  folder: string,
  needed: readonly NeededModel[],
  lockFile = lockFileIn(folder),
): Promise<ResolvedModel[]> {
  const missing = missingModels(folder, needed);
  if (missing !== undefined) throw missing;
  const { models: pins } = await readModelsLock(lockFile);
  const resolved: ResolvedModel[] = [];
  for (const model of needed) resolved.push(await resolveOne(folder, model, pins[model.name]));
  return resolved;
}

/** The licence of a model that lies in a folder: `demo`, or as it is stated. */
export async function licenceInFolder(folder: string, { name, licence }: NeededModel): Promise<string> {
  const sums = await readSums(path.join(folder, `${name}.onnx`)).catch(() => undefined);
  return sums !== undefined && isDemoModel(sums.sha256) ? 'demo' : licence;
}

async function resolveOne(
  folder: string,
  { role, name, licence: stated, unverified }: NeededModel,
  pin: ModelPin | undefined,
): Promise<ResolvedModel> {
  const file = path.join(folder, `${name}.onnx`);
  const { sha256, sizeBytes, crc32 } = await hashFile(file, role, name);
  const expected = (await readIfThere(path.join(folder, `${name}.hash`)))?.trim().toLowerCase();
  if (expected !== undefined && expected !== crc32) {
    throw permanent(
      'MODEL_CORRUPT',
      `${file} has CRC-32 ${crc32}; the .hash file beside it says ${expected.slice(0, 40)}. Fetch the model again.`,
    );
  }
  if (pin !== undefined && pin.sha256 !== sha256) {
    throw permanent(
      'MODEL_CORRUPT',
      `${file} has sha256 ${sha256}, but ${pin.sha256} is pinned. Pull the model again.`,
    );
  }
  const isChecked = pin !== undefined || expected !== undefined;
  const unchecked = isChecked ? undefined : `Neither a pin nor ${name}.hash: the file was not checked.`;
  const isDemo = isDemoModel(sha256);
  const note = [isDemo ? demoNote : undefined, unchecked, unverified].filter((text) => text !== undefined);
  const licence = isDemo ? 'demo' : stated;
  return { role, name, path: file, sha256, sizeBytes, licence, ...(note.length === 0 ? {} : { note: note.join(' ') }) };
}

/** Sums of files that have not changed since: a worker reads half a gigabyte once, not for every task. */
const knownSums = new Map<string, { readonly state: string; readonly sums: FileSums }>();

async function readSums(file: string): Promise<FileSums> {
  const { ino, size, mtimeMs, ctimeMs } = await stat(file);
  const state = [ino, size, mtimeMs, ctimeMs].join(' ');
  const known = knownSums.get(file);
  if (known?.state === state) return known.sums;
  const sums = await sumFile(file);
  if (sums === undefined) throw new Error('It is gone.');
  knownSums.set(file, { state, sums });
  return sums;
}

async function hashFile(file: string, role: string, name: string): Promise<FileSums> {
  try {
    return await readSums(file);
  } catch (thrown) {
    throw permanent('MODEL_NOT_FOUND', `The ${role} "${name}" was expected at ${file} and cannot be read.`, thrown);
  }
}
