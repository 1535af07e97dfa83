import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { catalog } from '../../../gpu-worker/catalog/catalog.ts';
import { refreshGenerated } from '../../../gpu-worker/catalog/licence-tables.ts';
import { verifyModels } from '../../../gpu-worker/models/files/verify-models.ts';
import { licenceTerms, termsOf, unknownTerms } from '../../../gpu-worker/models/licences/licence-terms.ts';
import { columns } from '../columns.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { megabytes } from '../megabytes.ts';
import type { ModelsOutside } from './models-outside.ts';

/** Prints the catalogue, with what lies in a folder. */
export async function listModels(folder: string, outside: ModelsOutside): Promise<number> {
  const rows = [['model', 'for', 'licence', 'permits', 'here', 'note']];
  for (const { name, role, licence, unverified = '' } of catalog) {
    const here = await stat(path.join(folder, `${name}.onnx`)).catch(() => undefined);
    const size = here === undefined ? '-' : megabytes(here.size);
    rows.push([name, role, licence, termsOf(licence).permits, size, unverified]);
  }
  outside.write(columns(rows));
  return exitCodes.done;
}

/** Prints whether each model is what it was; not well when one is altered or missing. */
export async function showVerified(folder: string, lock: string | undefined, outside: ModelsOutside): Promise<number> {
  if (!existsSync(folder)) throw new UsageError(`There is no folder ${folder}; give --folder.`);
  const verified = await verifyModels(folder, lock);
  if (verified.length === 0) outside.write(`No model lies in ${folder}.\n`);
  const rows = verified.map(({ name, state, sizeBytes, detail }) => [
    name,
    state,
    sizeBytes === undefined ? '-' : megabytes(sizeBytes),
    detail,
  ]);
  if (rows.length > 0) outside.write(columns(rows));
  const isWell = verified.every(({ state }) => state === 'ok' || state === 'unpinned');
  return isWell ? exitCodes.done : exitCodes.refused;
}

/** Prints how licences are read and which models are under them, or refreshes a document's tables. */
export async function showLicences(file: string | undefined, outside: ModelsOutside): Promise<number> {
  if (file !== undefined) {
    await writeFile(file, refreshGenerated(await readFile(file, 'utf8')));
    outside.say(`${file} is fresh.\n`);
    return exitCodes.done;
  }
  outside.write("Licences as FaceFusion 3.8.1 states them, and Faceline's reading: a guard, not legal advice.\n");
  for (const terms of [...licenceTerms, unknownTerms]) {
    const models = catalog.filter(({ licence }) => termsOf(licence) === terms).map(({ name }) => name);
    if (models.length === 0) continue;
    const statement = terms.statements[0] ?? 'Anything else';
    outside.write(`\n${statement}: ${terms.permits} use. ${terms.obligation}\n  ${models.join(', ')}\n`);
  }
  return exitCodes.done;
}
