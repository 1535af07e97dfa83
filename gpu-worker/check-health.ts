/** The container's healthcheck: is there a worker process that is not stuck, and can it write its scratch? */
import { access, constants, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** States of /proc/<pid>/stat in which a process does nothing any more: stopped, traced, zombie, dead. */
const deadStates = ['T', 't', 'Z', 'X'];

/**
 * What is wrong with the worker in this container, or undefined.
 * @param processes `/proc`, or a folder that looks like it
 * @param scratch the worker's scratch folder
 */
export async function healthProblem(processes: string, scratch: string): Promise<string | undefined> {
  const states: string[] = [];
  for (const pid of await readdir(processes)) {
    if (/^\d+$/.test(pid) && (await isWorker(path.join(processes, pid)))) {
      states.push(await stateOf(path.join(processes, pid)));
    }
  }
  if (states.length === 0) return 'no worker process';
  if (states.every((state) => deadStates.includes(state))) return `the worker process is in state ${states.join(', ')}`;
  const writable = await access(scratch, constants.W_OK).then(
    () => true,
    () => false,
  );
  return writable ? undefined : `${scratch} cannot be written`;
}

async function isWorker(folder: string): Promise<boolean> {
  // A process may end between listing and reading.
  const command = await readFile(path.join(folder, 'cmdline'), 'utf8').catch(() => '');
  const [program = '', script = ''] = command.split('\0');
  return path.basename(program) === 'node' && script.endsWith('gpu-worker/main.ts');
}

async function stateOf(folder: string): Promise<string> {
  const stat = await readFile(path.join(folder, 'stat'), 'utf8').catch(() => '');
  // The name in parentheses may hold spaces and parentheses itself.
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) || 'X';
}

if (import.meta.main) {
  const problem = await healthProblem('/proc', '/scratch');
  if (problem !== undefined) console.error(problem);
  process.exitCode = problem === undefined ? 0 : 1;
}
