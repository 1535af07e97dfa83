import { exitCodes } from '../exit-codes.ts';
import { interruptOnSignals } from '../interrupt-on-signals.ts';
import { noProgress, type ProgressView, showProgress } from './show-progress.ts';

/** What a person at this machine sees of the work, on standard error. */
export interface ShownView extends ProgressView {
  /** What `--quiet` leaves: errors and the last lines. With `--json` they are in the report. */
  tell(text: string): void;
}

/**
 * Runs a command that works on files: with progress, and an orderly end at Ctrl-C.
 * @param given `quiet`: no progress and no notes; `json`: nothing is told either
 * @param stopped what to say after Ctrl-C
 * @returns the exit code
 */
export async function runShown(
  { json, quiet }: { readonly json: boolean; readonly quiet: boolean },
  work: (view: ShownView, signal: AbortSignal) => Promise<number>,
  stopped: () => string = () => 'Stopped; nothing was left behind.',
): Promise<number> {
  const shown = showProgress(process.stderr);
  const interrupt = interruptOnSignals();
  try {
    const tell = json ? () => undefined : shown.say;
    return await work({ ...(json || quiet ? noProgress : shown), tell }, interrupt.signal);
  } catch (thrown) {
    if (!interrupt.signal.aborted) throw thrown;
    shown.say(stopped());
    return exitCodes.interrupted;
  } finally {
    shown.stop();
    interrupt.release();
  }
}
