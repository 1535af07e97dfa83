import { FacelineError } from '../../gpu-worker/errors.ts';
import { exitCodes } from './exit-codes.ts';
import { asStartedHere } from './faceline-command.ts';
import { interruptOnSignals } from './interrupt-on-signals.ts';
import { noProgress, type ProgressView, showProgress } from './progress/show-progress.ts';
import { localAdvice } from './words/local-advice.ts';

/**
 * Runs a command that looks at files: with progress, an orderly end at Ctrl-C, and foreseen failures told with their
 * code and what to do.
 * @param quiet no progress and no notes
 * @returns the exit code
 */
export async function runSearch(
  quiet: boolean,
  work: (view: Omit<ProgressView, 'stop'>, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const view = showProgress(process.stderr);
  const interrupt = interruptOnSignals();
  try {
    return await work(quiet ? noProgress : view, interrupt.signal);
  } catch (thrown) {
    if (interrupt.signal.aborted) {
      view.say('Stopped; nothing was left behind.');
      return exitCodes.interrupted;
    }
    if (!(thrown instanceof FacelineError)) throw thrown;
    view.say(`${thrown.code}: ${asStartedHere(`${thrown.message}\n${localAdvice[thrown.code]}`)}`);
    return exitCodes.refused;
  } finally {
    view.stop();
    interrupt.release();
  }
}
