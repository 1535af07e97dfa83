import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { localObjects, localQueueFile, localScratch } from '../../../gpu-worker/adapters/local/places.ts';
import { isLeftBehind } from '../../../gpu-worker/files/process-mark.ts';
import { isPartName, isRunFolderName, passingPrefix } from '../results/passing-names.ts';

const [objects, queue, scratch] = [localObjects('.'), localQueueFile('.'), localScratch('.')];
/** All that a run folder ever holds; SQLite keeps its journals beside the queue. */
const ofRun: ReadonlySet<string> = new Set([
  objects,
  queue,
  `${queue}-wal`,
  `${queue}-shm`,
  `${queue}-journal`,
  scratch,
]);

/**
 * Removes from an output folder what runs left there that were killed. The folder is the user's: a name alone makes
 * nothing ours but one of exactly the shape that we give, and a folder has to hold what a run's does and nothing else.
 */
export async function removeLeftRuns(out: string, nowMs: number): Promise<void> {
  for (const name of await readdir(out)) {
    if (!isRunFolderName(name) && !isPartName(name)) continue;
    const entry = path.join(out, name);
    const changedAtMs = await changeOfRun(entry, isPartName(name));
    if (changedAtMs === undefined || !isLeftBehind(name.slice(passingPrefix.length), changedAtMs, nowMs)) continue;
    await rm(entry, { recursive: true, force: true });
  }
}

/** When a run last wrote to something of its own, in ms since 1970; undefined where it is not, or nobody's run's. */
async function changeOfRun(entry: string, isPart: boolean): Promise<number | undefined> {
  try {
    const facts = await lstat(entry);
    if (isPart) return facts.isFile() ? facts.mtimeMs : undefined;
    if (!facts.isDirectory() || !(await readdir(entry)).every((name) => ofRun.has(name))) return undefined;
    const inside = await readdir(entry, { recursive: true });
    const times = await Promise.all(inside.map(async (name) => (await lstat(path.join(entry, name))).mtimeMs));
    return times.reduce((newest, time) => Math.max(newest, time), facts.mtimeMs);
  } catch {
    // A run that ended just now has removed it, or it is not ours to look into.
    return undefined;
  }
}
