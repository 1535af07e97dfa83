import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isLeftBehind, processMark } from '../../../gpu-worker/process-mark.ts';

const parentName = '.faceline';

export interface RunFolder {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * A fresh folder for one run's objects, queue and scratch, inside the output folder. Those of runs that were killed
 * are removed first.
 */
export async function openRunFolder(out: string): Promise<RunFolder> {
  const parent = path.join(out, parentName);
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    const { mtimeMs } = await stat(path.join(parent, name));
    if (isLeftBehind(name, mtimeMs, Date.now())) await rm(path.join(parent, name), { recursive: true, force: true });
  }
  const folder = path.join(parent, processMark);
  await mkdir(folder, { mode: 0o700 });
  return {
    folder,
    async remove() {
      await rm(folder, { recursive: true, force: true });
      const others = await readdir(parent);
      if (others.length === 0) await rm(parent, { recursive: true, force: true });
    },
  };
}
