import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { systemCode } from '../../gpu-worker/errors.ts';
import { UsageError } from './exit-codes.ts';

/**
 * Looks whether a file that was named on the command line may be read: before work, and so that it is not taken for a
 * damaged one.
 * @param option how it was named, for the message
 * @throws UsageError when it may not
 */
export function mustRead(option: string, file: string, access: typeof accessSync = accessSync): void {
  try {
    access(file, constants.R_OK);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const isDenied = ['EACCES', 'EPERM'].includes(systemCode(thrown) ?? '');
    const problem = isDenied ? 'you may not read it. Change its rights (chmod u+r), or ask its owner' : why;
    throw new UsageError(`${option}: ${path.resolve(file)} cannot be read: ${problem}.`);
  }
}
