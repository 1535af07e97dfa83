import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { parseJsonWith } from '../../contract/parse.ts';
import { permanent } from '../errors.ts';
import { findInCatalog, namesOfRole } from './catalog.ts';
import { type FileSums, readIfThere, sumFile } from './model-file.ts';
import type { NeededModel } from './needed-models.ts';
import type { ResolvedModel } from './resolved-model.ts';

/** A folder with this file holds Faceline's own demo models and nothing else. */
export const demoMarker = 'demo.json';

/**
 * Finds model files in a folder and checks each against the CRC-32 in the `.hash` file beside it.
 * No `.hash`: the model is taken, with a note.
 * @throws MODEL_NOT_FOUND, MODEL_CORRUPT (permanent)
 */
export async function resolveModels(folder: string, needed: readonly NeededModel[]): Promise<ResolvedModel[]> {
  const demoNote = await readDemoNote(folder);
  const resolved: ResolvedModel[] = [];
  for (const model of needed) resolved.push(await resolveOne(folder, model, demoNote));
  return resolved;
}

async function resolveOne(
  folder: string,
  { role, name }: NeededModel,
  demoNote: string | undefined,
): Promise<ResolvedModel> {
  const known = findInCatalog(role, name);
  if (known === undefined) {
    const names = namesOfRole(role).join(', ');
    throw permanent('MODEL_NOT_FOUND', `There is no ${role} "${name}"; this version runs ${names}.`);
  }
  const file = path.join(folder, `${name}.onnx`);
  const { sha256, sizeBytes, crc32 } = await hashFile(file, role, name);
  const expected = (await readIfThere(path.join(folder, `${name}.hash`)))?.trim().toLowerCase();
  if (expected !== undefined && expected !== crc32) {
    throw permanent(
      'MODEL_CORRUPT',
      `${file} has CRC-32 ${crc32}; the .hash file beside it says ${expected.slice(0, 40)}. Fetch the model again.`,
    );
  }
  const unchecked = expected === undefined ? `No ${name}.hash lies beside it: the file was not checked.` : undefined;
  const note = [demoNote, unchecked, known.unverified].filter((text) => text !== undefined).join(' ');
  const licence = demoNote === undefined ? known.licence : 'demo';
  return { role, name, path: file, sha256, sizeBytes, licence, ...(note === '' ? {} : { note }) };
}

/** Sums of files that have not changed since: a worker reads half a gigabyte once, not for every task. */
const knownSums = new Map<string, { readonly state: string; readonly sums: FileSums }>();

async function hashFile(file: string, role: string, name: string): Promise<FileSums> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(file);
    const state = [ino, size, mtimeMs, ctimeMs].join(' ');
    const known = knownSums.get(file);
    if (known?.state === state) return known.sums;
    const sums = await sumFile(file);
    if (sums === undefined) throw new Error('It is gone.');
    knownSums.set(file, { state, sums });
    return sums;
  } catch (thrown) {
    throw permanent('MODEL_NOT_FOUND', `The ${role} "${name}" was expected at ${file} and cannot be read.`, thrown);
  }
}

/** What a folder of demo models says of itself; undefined for any other folder. Throws MODEL_CORRUPT. */
export async function readDemoNote(folder: string): Promise<string | undefined> {
  const file = path.join(folder, demoMarker);
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const marker = parseJsonWith(z.object({ note: z.string() }), text, demoMarker);
  if (marker.ok) return marker.value.note;
  throw permanent('MODEL_CORRUPT', `${file} should be JSON of the shape {"note": "…"}: ${marker.problem}`);
}
