import { readdirSync, readFileSync } from 'node:fs';

const pageBytes = 4096;

/**
 * Samples the resident memory of a process and all its descendants until stopped.
 * Reads /proc, so it measures on Linux only.
 * @returns what stops it, and gives the most bytes of all together at any sample; undefined elsewhere
 */
export function watchProcessTree(rootPid: number, everyMs = 50): () => number | undefined {
  let peakRssBytes = 0;
  const sample = (): void => {
    const total = processTree(rootPid).reduce((sum, pid) => sum + residentBytes(pid), 0);
    peakRssBytes = Math.max(peakRssBytes, total);
  };
  const timer = setInterval(sample, everyMs);
  return () => {
    clearInterval(timer);
    return peakRssBytes === 0 ? undefined : peakRssBytes;
  };
}

/** A pid and the pids of all its descendants. */
function processTree(pid: number): number[] {
  return [pid, ...childPids(pid).flatMap(processTree)];
}

function childPids(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    // It ended between two samples.
    return [];
  }
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
  } catch {
    return 0;
  }
}

/** Processor seconds of all children this process has waited for, and of theirs. Undefined where /proc is not. */
export function childCpuSeconds(): number | undefined {
  try {
    // Fields 16 and 17 (cutime, cstime), counted after the command's closing bracket; clock ticks of 10 ms.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return undefined;
  }
}
