import type { FaceTask } from '../../contract/face-task.ts';
import type { FacelineError } from '../errors.ts';
import type { Progress } from '../phases.ts';
import type { Clock, Log, RunTask, TaskQueue, TaskScope } from '../ports.ts';

export interface WorkerSettings {
  /** How long a received message is invisible without a heartbeat. */
  readonly visibilityS: number;
  /** Time between heartbeats; at most half of the visibility. */
  readonly heartbeatS: number;
  /** How long one receive waits for a message, 1 to 20. */
  readonly waitS: number;
  /** How long a running task may go on after a request to stop. */
  readonly shutdownGraceS: number;
  /** How long a task may take to end after its signal fired; then the worker itself ends. */
  readonly abortGraceS: number;
  /** Attempts of a task, as the queue counts them. */
  readonly maxReceives: number;
  /** How often in a row the queue may fail before the worker ends; infinite where it comes back one day. */
  readonly queueTries: number;
  /** Delay after the first failed attempt, doubled at each further one, with jitter. */
  readonly retryBaseS: number;
  readonly retryCapS: number;
  /** Every attempt gets a folder of its own below this one. */
  readonly scratchRoot: string;
}

export const defaultWorkerSettings: Omit<WorkerSettings, 'scratchRoot'> = {
  visibilityS: 60,
  heartbeatS: 20,
  waitS: 20,
  shutdownGraceS: 90,
  abortGraceS: 20,
  maxReceives: 5,
  queueTries: Number.POSITIVE_INFINITY,
  retryBaseS: 5,
  retryCapS: 300,
};

/** What became of one receive of a message. */
export interface Settled {
  /**
   * `done`, `failed`: there is a report now, the message is deleted. `duplicate`: there was one already. `retried`:
   * given back after an error. `dead`: the same, for the last time; the message becomes a dead letter.
   * `postponed`: too early. `stopped`: given back because the worker stops. `lost`: somebody else has it.
   */
  readonly outcome: 'done' | 'failed' | 'duplicate' | 'retried' | 'dead' | 'postponed' | 'stopped' | 'lost';
  readonly task: FaceTask | undefined;
  readonly attempt: number;
  readonly error?: FacelineError;
  /** When the message is visible again. */
  readonly delayS?: number;
}

export interface WorkerParts {
  readonly queue: TaskQueue;
  readonly scope: TaskScope;
  readonly runTask: RunTask;
  readonly log: Log;
  readonly settings: WorkerSettings;
  /** Fires when the worker is to stop: SIGTERM, SIGINT, a Spot notice, the end of a command. */
  readonly stop: AbortSignal;
  readonly clock?: Clock;
  /** 0 to 1, for jitter. */
  readonly random?: () => number;
  readonly onProgress?: (task: FaceTask, progress: Progress) => void;
  readonly onSettled?: (settled: Settled) => void;
}

/** {@link WorkerParts} with nothing left out. */
export type CompleteWorkerParts = Required<WorkerParts>;
