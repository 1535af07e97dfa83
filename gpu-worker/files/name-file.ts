import { constants } from 'node:fs';
import { copyFile, link, open, rename, rm } from 'node:fs/promises';
import { systemCode } from '../errors.ts';

/** What file systems answer that have no hard links, or none between two of them or for this file. */
const noLinks: ReadonlySet<unknown> = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Gives a finished file a name that nobody has yet, whole and in one step, whoever else tries. The file may keep its
 * own name too.
 * @throws the system's error: EEXIST when something has that name, a link to nowhere included
 */
export async function nameExclusively(file: string, name: string, linkFile: typeof link = link): Promise<void> {
  try {
    // link(2) fails when the name is taken, whichever process took it.
    await linkFile(file, name);
  } catch (thrown) {
    if (!noLinks.has(systemCode(thrown))) throw thrown;
    // The name is taken first, and then what was taken is replaced.
    await (await open(name, 'wx')).close();
    try {
      await rename(file, name);
    } catch (cause) {
      await rm(name, { force: true });
      throw cause;
    }
  }
}

/** A second name for a finished file, where nothing is yet; a copy of it where the file system has no second names. */
export async function linkOrCopy(file: string, name: string, linkFile: typeof link = link): Promise<void> {
  try {
    await linkFile(file, name);
  } catch (thrown) {
    if (!noLinks.has(systemCode(thrown))) throw thrown;
    await copyFile(file, name, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
}
