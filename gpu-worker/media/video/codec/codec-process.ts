import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** An ffmpeg that was found and tried. */
export interface Ffmpeg {
  readonly path: string;
  /** As it names itself: `5.1.9-0+deb12u1`, `N-123…`. */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  /** Everything its children inherit: no credentials. */
  readonly env: Readonly<Record<string, string>>;
}

export interface CommandResult {
  /** Undefined when the program could not be started. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunningChild {
  readonly child: ChildProcess;
  /** The last words on stderr, at most {@link stderrBytes}. */
  readonly lastWords: () => string;
  /** Settles when the child has ended and its pipes are closed. Never rejects. */
  readonly ended: Promise<{ readonly code: number | null; readonly problem?: Error }>;
  /** Ends it at once and waits until it is gone. */
  readonly kill: () => Promise<void>;
}

const stderrBytes = 4096;

/**
 * Starts a program whose stderr is always read, so that it can never block on it, and which dies with the signal.
 * @param stdio of descriptors 0, 1 and, where asked for, 3
 */
export function startChild(
  path: string,
  args: readonly string[],
  options: {
    readonly env: Readonly<Record<string, string>>;
    readonly stdin: 'pipe' | 'ignore';
    readonly stdout: 'ignore' | 'pipe' | Socket;
    readonly extraPipe?: boolean;
    readonly signal?: AbortSignal | undefined;
  },
): RunningChild {
  const stdio: ('ignore' | 'pipe' | Socket)[] = [options.stdin, options.stdout, 'pipe'];
  if (options.extraPipe === true) stdio.push('pipe');
  const child = spawn(path, [...args], { stdio, env: { ...options.env }, windowsHide: true });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-stderrBytes);
  });
  const stop = () => {
    child.kill('SIGKILL');
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted === true) stop();
  const ended = new Promise<{ code: number | null; problem?: Error }>((resolve) => {
    let problem: Error | undefined;
    child.once('error', (error) => {
      problem = error;
      // A program that never started has no close event.
      if (child.pid === undefined) resolve({ code: null, problem: error });
    });
    child.once('close', (code) => resolve(problem === undefined ? { code } : { code, problem }));
  }).finally(() => options.signal?.removeEventListener('abort', stop));
  return {
    child,
    lastWords: () => words.trim(),
    ended,
    kill: async () => {
      stop();
      // A pipe that nobody reads to its end would keep the child from being over.
      for (const stream of child.stdio) stream?.destroy();
      await ended;
    },
  };
}

const mostOutput = 1 << 20;

/** Runs a program to its end and keeps what it said, at most 1 MiB a stream. Never rejects. */
export async function runCommand(
  path: string,
  args: readonly string[],
  options: {
    readonly env: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs?: number;
    /** Show what it says as it says it. */
    readonly inherit?: boolean;
  },
): Promise<CommandResult> {
  const said = { stdout: '', stderr: '' };
  // spawn's own clock goes on for a program that never started, and keeps this one waiting.
  const clock = options.timeoutMs === undefined ? undefined : AbortSignal.timeout(options.timeoutMs);
  const signals = [options.signal, clock].filter((signal) => signal !== undefined);
  return new Promise((resolve) => {
    const child = spawn(path, [...args], {
      env: { ...options.env },
      stdio: options.inherit === true ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      killSignal: 'SIGKILL',
      ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
    });
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        if (said[name].length < mostOutput) said[name] += text;
      });
    }
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ code: undefined, stdout: said.stdout, stderr: error.message });
    });
    child.once('close', (code) => resolve({ code: code ?? undefined, ...said }));
  });
}
