import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseReport, type Report } from '../../../contract/report.ts';

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const cliPath = path.resolve(import.meta.dirname, '../../../bin/faceline.ts');

/** Where a command runs; the environment is this process's own unless told otherwise. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts the CLI as a process of its own, as a user does. */
export function startFaceline(args: readonly string[], options: RunOptions = {}) {
  const child = spawn(process.execPath, [cliPath, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = (async (): Promise<CliRun> => {
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve) => child.once('close', resolve)),
    ]);
    return { code, stdout, stderr };
  })();
  return { child, ended };
}

export const runFaceline = (args: readonly string[], options: RunOptions = {}): Promise<CliRun> =>
  startFaceline(args, options).ended;

/** The report that `--json` printed. */
export function printedReport(run: CliRun): Report {
  const parsed = parseReport(JSON.parse(run.stdout));
  if (!parsed.ok) throw new Error(`${parsed.problem}\n${run.stderr}`);
  return parsed.value;
}
