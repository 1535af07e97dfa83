import { type ErrorCode, errorCodeSchema } from '../../../contract/error-codes.ts';
import { permanent } from '../../../gpu-worker/errors.ts';
import { exitCodes } from '../../../gpu-worker/loop/supervisor.ts';
import { UsageError } from '../exit-codes.ts';

/**
 * Why a worker ended that nobody asked to, for whoever started the command: a wrong setting is a mistake of theirs,
 * anything else that another start would not mend is told with its code, and what to do follows from that.
 * @param said the worker's last words, `CODE: sentence` where it says why; undefined where its log is shown as it is
 */
export function workerEnd(exitCode: number, said: string | undefined): Error {
  const { code, message } = reasonOf(said) ?? {};
  if (exitCode !== exitCodes.settings || code === undefined || message === undefined) {
    return new Error(`The worker ended with exit code ${exitCode}. ${said ?? 'Its log above says why.'}`);
  }
  if (code !== 'SETTINGS_INVALID') return permanent(code, message);
  const variables = message.replace(/^The environment is not valid: /, '');
  return new UsageError(`A setting of the environment is wrong. ${variables}.`);
}

function reasonOf(said: string | undefined): { readonly code: ErrorCode; readonly message: string } | undefined {
  const [, word, message] = /^([A-Z_]+): (.*)$/s.exec(said ?? '') ?? [];
  const code = errorCodeSchema.safeParse(word);
  return code.success && message !== undefined ? { code: code.data, message } : undefined;
}
