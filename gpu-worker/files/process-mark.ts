import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { systemCode } from '../errors.ts';

const host = hostname().replace(/[^A-Za-z0-9-]+/g, '-');
// Tells this process from an earlier one of the same number: containers start at the same pid again and again.
const nonce = randomBytes(4).toString('hex');

/** Begins the names of this process's temporary files and folders: `host.pid.nonce`. */
export const processMark = `${host}.${process.pid}.${nonce}`;

const markPattern = /^([A-Za-z0-9-]+)\.(\d{1,10})\.([0-9a-f]{8})(?=\.|$)/;

/** Whether a name is a process mark and nothing more. */
export const isProcessMark = (name: string): boolean => markPattern.exec(name)?.[0] === name;

/**
 * Whether a file or folder whose name begins with a process mark was left behind by a process that is gone.
 * Of another host's processes nothing is known: theirs count as left behind once unchanged for a day.
 */
export function isLeftBehind(name: string, modifiedAtMs: number, nowMs: number): boolean {
  const [, markHost, markPid, markNonce] = markPattern.exec(name) ?? [];
  if (markHost === undefined) return false;
  if (markHost !== host) return nowMs - modifiedAtMs > 86_400_000;
  if (Number(markPid) === process.pid) return markNonce !== nonce;
  return !isRunning(Number(markPid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // EPERM: it runs, as another user.
    return systemCode(cause) === 'EPERM';
  }
}

/** Removes what processes that are gone left in a folder. Files and folders of running processes stay. */
export async function removeLeftBehind(folder: string, nowMs: number): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await readdir(folder)) {
    const entry = path.join(folder, name);
    const facts = await stat(entry).catch(() => undefined);
    if (facts === undefined || !isLeftBehind(name, facts.mtimeMs, nowMs)) continue;
    // A child process that was just stopped may still write its last bytes.
    await rm(entry, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    removed.push(name);
  }
  return removed;
}
