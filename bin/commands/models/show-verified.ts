import { existsSync } from 'node:fs';
import { verifyModels } from '../../../gpu-worker/models/files/verify-models.ts';
import { columns } from '../columns.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { megabytes } from '../megabytes.ts';
import type { ModelsOutside } from './models-outside.ts';

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
