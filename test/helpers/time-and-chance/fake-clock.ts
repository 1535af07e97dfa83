import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../gpu-worker/ports.ts';

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  #nowMs = Date.UTC(2025, 3, 5, 14, 23);
  readonly #sleepers = new Set<{ readonly atMs: number; readonly wake: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = { atMs: this.#nowMs + ms, wake: () => {} };
      sleeper.wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', sleeper.wake);
        resolve();
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  /** Goes on by so much, and wakes whoever slept until then. */
  advance(ms: number): void {
    this.#nowMs += ms;
    for (const sleeper of [...this.#sleepers].sort((a, b) => a.atMs - b.atMs)) {
      if (sleeper.atMs <= this.#nowMs) sleeper.wake();
    }
  }

  /** Goes on in small steps until the condition holds, and stands still while files are read or written. */
  async runUntil(what: string, holds: () => boolean | Promise<boolean>, stepMs = 250): Promise<void> {
    const giveUpAt = Date.now() + 15_000;
    while (!(await holds())) {
      if (Date.now() > giveUpAt) throw new Error(`It never came to this: ${what}`);
      await turn();
      if (!filesAtWork()) this.advance(stepMs);
    }
  }

  /** Goes on by so much in small steps. */
  async run(seconds: number, stepMs = 250): Promise<void> {
    const untilMs = this.#nowMs + seconds * 1000;
    await this.runUntil(`${seconds} s pass`, () => this.#nowMs >= untilMs, stepMs);
  }
}

/** Whether a file system call is under way in this process: however slow a disk is, it takes no time of this clock. */
const filesAtWork = (): boolean => process.getActiveResourcesInfo().some((name) => /^(FSReq|CloseReq)/.test(name));
