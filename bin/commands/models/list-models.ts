import { stat } from 'node:fs/promises';
import path from 'node:path';
import { whetherItRuns } from '../../../gpu-worker/catalog/licence-tables.ts';
import { publishedModels } from '../../../gpu-worker/catalog/published-models.ts';
import { termsOf } from '../../../gpu-worker/models/licences/licence-terms.ts';
import { columns } from '../columns.ts';
import { exitCodes } from '../exit-codes.ts';
import { type ModelsOutside, megabytes } from './models-outside.ts';

/** Prints the catalogue, with what lies in a folder. */
export async function listModels(folder: string, outside: ModelsOutside): Promise<number> {
  const rows = [['model', 'for', 'licence', 'permits', 'here', 'runs']];
  for (const model of publishedModels) {
    const { name, purpose, licence } = model;
    const here = await stat(path.join(folder, `${name}.onnx`)).catch(() => undefined);
    const size = here === undefined ? '-' : megabytes(here.size);
    rows.push([name, purpose, licence, termsOf(licence).permits, size, whetherItRuns(model)]);
  }
  outside.write(columns(rows));
  return exitCodes.done;
}
