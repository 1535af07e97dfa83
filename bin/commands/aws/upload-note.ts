import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../../gpu-worker/errors.ts';
import { makeFolders } from '../../../gpu-worker/files/make-folders.ts';

export interface UploadNote {
  readonly key: string;
  /** True when an earlier process began this very upload. */
  readonly isOld: boolean;
  /** To be removed once the upload is complete. */
  readonly file: string;
}

/** Remembers under which key something is being uploaded, so that a later process goes on with the same upload. */
export async function noteUpload(folder: string, what: string, freshKey: string): Promise<UploadNote> {
  const file = path.join(folder, createHash('sha256').update(what).digest('hex').slice(0, 32));
  makeFolders(folder);
  try {
    await writeFile(file, freshKey, { flag: 'wx' });
    return { key: freshKey, isOld: false, file };
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
    return { key: await readFile(file, 'utf8'), isOld: true, file };
  }
}
