import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { isProcessMark, processMark } from '../../../gpu-worker/files/process-mark.ts';

/** Begins the names of what lies in a user's folder for a time only; a process mark follows. Later runs tidy it up. */
export const passingPrefix = '.faceline.';

/** The name of this process's folder for a run. */
export const runFolderName = `${passingPrefix}${processMark}`;

/** A name for a file on its way. */
export const temporaryIn = (folder: string): string =>
  path.join(folder, `${runFolderName}.${randomBytes(4).toString('hex')}.part`);

/** Whether a name is one of exactly the shape of {@link runFolderName}, of whichever process. */
export const isRunFolderName = (name: string): boolean =>
  name.startsWith(passingPrefix) && isProcessMark(name.slice(passingPrefix.length));

/** Whether a name is one of exactly the shape of {@link temporaryIn}, of whichever process. */
export const isPartName = (name: string): boolean => {
  const [, begin] = /^(.+)\.[0-9a-f]{8}\.part$/.exec(name) ?? [];
  return begin !== undefined && isRunFolderName(begin);
};
