import { stat } from 'node:fs/promises';
import path from 'node:path';
import { catalog } from '../../../gpu-worker/catalog/catalog.ts';
import { termsOf } from '../../../gpu-worker/models/licences/licence-terms.ts';
import { columns } from '../columns.ts';
import { exitCodes } from '../exit-codes.ts';
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
