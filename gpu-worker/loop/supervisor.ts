import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { systemClock } from '../clock.ts';
import type { Clock, Log } from '../ports.ts';

/** Exit codes by which a supervised process says that starting it again would not help. */
export const exitCodes = {
  /** A setting is wrong. */
  settings: 78,
  /** The same task may succeed later (EX_TEMPFAIL); AWS Batch is told to try again. */
  retry: 75,
} as const;

interface Supervision {
  /** Arguments of node: its own flags, the script, the script's arguments. */
  readonly argv: readonly string[];
  readonly log: Log;
  /** Fires when the worker is to stop; its reason is of no interest. See {@link stopOnSignals}. */
  readonly stop: AbortSignal;
  /** How long the worker may take to stop before it is killed; more than its own grace. */
  readonly killAfterS: number;
  /** Pause before a restart, doubled at each further one; forgotten once a worker lived for `healthyS`. */
  readonly restartBaseS?: number;
  readonly restartCapS?: number;
  readonly healthyS?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told of every process that is started. */
  readonly onStart?: (pid: number) => void;
  /** What the worker sends by `process.send`. */
  readonly onMessage?: (message: unknown) => void;
  /** Told of every line that the worker writes to standard error; absent: they go to this process's own. */
  readonly onErrorLine?: (line: string) => void;
  readonly clock?: Clock;
}

/** How the last worker process ended, and how many were started. */
interface SupervisionEnd {
  /** 0 when the worker ended by request or by itself without an error. */
  readonly exitCode: number;
  readonly starts: number;
}

/**
 * Runs a worker process and starts it again whenever it dies: a native abort or an out-of-memory kill takes the whole
 * process down, and its message comes back by its visibility. Resolves when the worker ends with exit code 0, says
 * that its settings are wrong, or ends after `stop`.
 */
export async function superviseWorker(supervision: Supervision): Promise<SupervisionEnd> {
  const { log, stop, restartBaseS = 0.5, restartCapS = 30, healthyS = 60, clock = systemClock } = supervision;
  for (let starts = 1, deaths = 0; ; starts += 1) {
    const startedAtMs = clock.now();
    const end = await runOnce(supervision, clock);
    const byRequest = stop.aborted;
    if (end.code === 0) return { exitCode: 0, starts };
    if (byRequest) return { exitCode: end.signal === 'SIGTERM' ? 0 : (end.code ?? 1), starts };
    log.error({ ...end, starts }, 'the worker process died');
    if (end.code === exitCodes.settings) return { exitCode: end.code, starts };
    deaths = clock.now() - startedAtMs >= healthyS * 1000 ? 1 : deaths + 1;
    await clock.sleep(Math.min(restartCapS, restartBaseS * 2 ** Math.min(deaths - 1, 20)) * 1000, stop);
    if (stop.aborted) return { exitCode: end.code ?? 1, starts };
  }
}

interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

async function runOnce(supervision: Supervision, clock: Clock): Promise<ProcessEnd> {
  const { argv, stop, log, killAfterS, env, onStart, onMessage, onErrorLine } = supervision;
  const child: ChildProcess = spawn(process.execPath, [...argv], {
    // A group of its own: Ctrl-C on a terminal reaches the supervisor only, which asks the worker once.
    detached: true,
    stdio: ['ignore', 'inherit', onErrorLine === undefined ? 'inherit' : 'pipe', 'ipc'],
    ...(env === undefined ? {} : { env }),
  });
  const ended = new AbortController();
  const askToStop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await clock.sleep(killAfterS * 1000, ended.signal);
    if (ended.signal.aborted) return;
    log.error({ pid: child.pid, killAfterS }, 'the worker process did not stop in time and is killed');
    child.kill('SIGKILL');
  };
  const onStop = () => void askToStop();
  if (child.pid !== undefined) onStart?.(child.pid);
  if (onMessage !== undefined) child.on('message', onMessage);
  const read = onErrorLine === undefined ? undefined : readLines(child.stderr, onErrorLine);
  try {
    return await new Promise<ProcessEnd>((resolve) => {
      // No process came to be, for want of memory say: as if it had died at once.
      child.once('error', (cause) => {
        log.error({ cause }, 'the worker process was not started');
        if (child.pid === undefined) resolve({ code: 1, signal: null });
      });
      child.once('exit', (code, signal) => resolve({ code, signal }));
      if (stop.aborted) onStop();
      else stop.addEventListener('abort', onStop, { once: true });
    });
  } finally {
    ended.abort();
    stop.removeEventListener('abort', onStop);
    // Its last lines may still be on their way; something that outlives it and holds its end is not waited for.
    if (read !== undefined) await Promise.race([read, clock.sleep(lastLinesMs)]);
  }
}

const lastLinesMs = 500;

async function readLines(stream: Readable | null, onLine: (line: string) => void): Promise<void> {
  if (stream === null) return;
  // A stream that breaks with its process has told what it had to tell.
  stream.on('error', () => undefined);
  for await (const line of createInterface({ input: stream })) onLine(line);
}

/**
 * Fires at SIGTERM and SIGINT, and when a supervising parent is gone: a worker without one must not live on unseen.
 * Second and later signals change nothing.
 */
export function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  const fire = (reason: string) => stop.abort(new Error(`Asked to stop: ${reason}.`));
  process.on('SIGTERM', () => fire('SIGTERM'));
  process.on('SIGINT', () => fire('SIGINT'));
  if (process.channel !== undefined && process.channel !== null) {
    process.once('disconnect', () => fire('the supervising process is gone'));
    // Listening must not keep the process alive.
    process.channel.unref();
  }
  return stop.signal;
}
