import { constants, existsSync } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import path from 'node:path';
import { type Finding, isWell, stops, toNote } from './finding.ts';

/** A minute of 1080p is about this much, with what is made on the way. */
const leastBytes = 500_000_000;
const fewBytes = 5_000_000_000;

/** Whether results can be written to a folder, and how much room its disk has. */
export async function diskFinding(name: string, folder: string): Promise<Finding> {
  let nearest = path.resolve(folder);
  while (!existsSync(nearest)) nearest = path.dirname(nearest);
  const isWritable = await access(nearest, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) return stops(name, `nothing can be written to ${nearest}`, `chmod u+w '${nearest}'`);
  const { bavail, bsize } = await statfs(nearest);
  const freeBytes = bavail * bsize;
  const detail = `${folder}: ${(freeBytes / 1e9).toFixed(1)} GB free`;
  if (freeBytes < leastBytes) return stops(name, detail, `df -h '${nearest}'`);
  return freeBytes < fewBytes ? toNote(name, detail) : isWell(name, detail);
}
