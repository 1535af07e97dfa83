import { lstatSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { nameExclusively } from '../../../gpu-worker/files/name-file.ts';
import { UsageError } from '../exit-codes.ts';
import { protectFiles } from './protected-files.ts';

/**
 * Looks, before anything is worked on, whether files can be written that are no results of a task.
 * @param inputs what the work is made of: never written over
 * @param models folder of the models, whose files are not written over either
 * @throws UsageError that names the first that is in the way
 */
export function refuseTaken(
  files: readonly string[],
  inputs: readonly string[],
  force: boolean,
  models?: string,
): void {
  const own = protectFiles(
    inputs.map((file) => ({ what: 'a file to look at', file })),
    models,
  );
  for (const file of files) {
    const what = own.whatIs(file);
    if (what !== undefined) throw new UsageError(`${file} is ${what}, and is not written over; give another name.`);
    const facts = lstatSync(file, { throwIfNoEntry: false });
    if (facts === undefined || (force && facts.isFile())) continue;
    const ways = facts.isFile() ? 'give --force to replace it, or another name' : 'give another name';
    throw new UsageError(`${file} is there already, and nothing was done; ${ways}.`);
  }
}

/** Gives a file that was written whole its name: in place of another file where that was allowed, else of none. */
export async function placeFile(part: string, file: string, force: boolean): Promise<void> {
  try {
    if (force) await rename(part, file);
    else await nameExclusively(part, path.resolve(file));
  } finally {
    await rm(part, { force: true });
  }
}
