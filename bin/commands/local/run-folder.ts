import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../../gpu-worker/adapters/local/durable-files.ts';
import { isLeftBehind, processMark } from '../../../gpu-worker/process-mark.ts';

const parentName = '.faceline';

export interface RunFolder {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * A fresh folder for one run's objects, queue and scratch, inside the output folder. Those of runs that were killed
 * are removed; others may begin and end there meanwhile.
 */
export async function openRunFolder(out: string): Promise<RunFolder> {
  const parent = path.join(out, parentName);
  const folder = path.join(parent, processMark);
  await makeInside(parent, folder);
  for (const name of await readdir(parent)) {
    const found = await stat(path.join(parent, name)).catch(() => undefined);
    if (found === undefined || !isLeftBehind(name, found.mtimeMs, Date.now())) continue;
    await rm(path.join(parent, name), { recursive: true, force: true });
  }
  return {
    folder,
    async remove() {
      await rm(folder, { recursive: true, force: true });
      // Not while another run has its folder there; the last one to end removes it.
      await rmdir(parent).catch(() => undefined);
    },
  };
}

/** Makes a folder in a parent that another run may remove as soon as it is empty. */
async function makeInside(parent: string, folder: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await mkdir(parent, { recursive: true });
      await mkdir(folder, { mode: 0o700 });
      return;
    } catch (cause) {
      if (tries === 100 || systemCode(cause) !== 'ENOENT') throw cause;
    }
  }
}
