import { readFile, writeFile } from 'node:fs/promises';
import { catalog } from '../../../gpu-worker/catalog/catalog.ts';
import { refreshGenerated } from '../../../gpu-worker/catalog/licence-tables.ts';
import { licenceTerms, termsOf, unknownTerms } from '../../../gpu-worker/models/licences/licence-terms.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ModelsOutside } from './models-outside.ts';

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
