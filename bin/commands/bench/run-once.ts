import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { TaskOptions } from '../../../contract/options/options.ts';
import { parseReport, type Result } from '../../../contract/report.ts';
import { exitCodes, SaidAlready } from '../exit-codes.ts';
import { flagOf } from '../flag-of.ts';
import { childCpuSeconds, watchProcessTree } from './process-tree.ts';

export interface BenchRequest {
  readonly target?: string | undefined;
  readonly source?: readonly string[] | undefined;
  readonly models?: string | undefined;
  readonly options?: TaskOptions;
  readonly out: string;
}

export interface BenchRun {
  readonly frames: number;
  /** Frames over the time from the first frame decoded to the last encoded. */
  readonly framesPerS: number;
  /** The whole process, from start to exit, less that time. */
  readonly startUpS: number;
  readonly wallS: number;
  /** Processor seconds of all processes; undefined where the system does not tell. */
  readonly cpuS: number | undefined;
  readonly peakRssMb: number | undefined;
  readonly timings: Result['timings'];
  readonly encoder: string;
}

const cli = path.resolve(import.meta.dirname, '../../faceline.ts');

/**
 * Runs `faceline local --json` as a process of its own and measures it from outside.
 * @throws SaidAlready when it ends without a report: it has said why
 */
export async function runOnce(request: BenchRequest): Promise<BenchRun> {
  const given = [
    ['--target', request.target],
    ['--models', request.models],
    ...Object.entries(request.options ?? {}).map(([name, value]) => [flagOf(name), String(value)] as const),
    ['--out', request.out],
  ] as const;
  const args = given.flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  const sources = (request.source ?? []).flatMap((file) => ['--source', file]);
  const cpuBefore = childCpuSeconds();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [cli, 'local', '--json', ...args, ...sources], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stopWatching = watchProcessTree(child.pid ?? 0);
  // Processor time is told for children that have been waited for, so the exit comes first.
  const exit = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? exitCodes.unexpected)));
  const [output, exitCode] = await Promise.all([text(child.stdout), exit]);
  const wallS = (performance.now() - startedAt) / 1000;
  const peakRssBytes = stopWatching();
  const cpuAfter = childCpuSeconds();
  // What it could not even begin it has said itself.
  if (output.trim() === '') throw new SaidAlready(exitCode);
  const report = parseReport(JSON.parse(output));
  if (!report.ok) throw new Error(report.problem);
  const { result, error } = report.value;
  if (result === undefined) throw new Error(`The measured task failed: ${error?.message}`);
  const { frames } = result.media;
  const { framesWallS } = result.timings;
  return {
    frames,
    framesPerS: frames / framesWallS,
    startUpS: wallS - framesWallS,
    wallS,
    cpuS: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
    peakRssMb: peakRssBytes === undefined ? undefined : peakRssBytes / 2 ** 20,
    timings: result.timings,
    encoder: result.encoder,
  };
}

/** The run in the middle when sorted by a figure. */
export function median<T>(runs: readonly T[], figure: (run: T) => number): T {
  const sorted = runs.toSorted((a, b) => figure(a) - figure(b));
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('There is no run to choose from.');
  return middle;
}

/** How long something takes, milliseconds. */
export async function timed(act: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}
