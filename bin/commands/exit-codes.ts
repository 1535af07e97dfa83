import type { Report } from '../../contract/report.ts';
import { unchangedFaces } from '../../contract/unchanged-faces.ts';

/** What the CLI's exit codes mean. Documented in the README. */
export const exitCodes = {
  done: 0,
  /** Something went wrong that no report explains. */
  unexpected: 1,
  /** The task was refused or failed; its report says why and what to do. */
  refused: 2,
  /** The command line itself was wrong: an unknown option, a file that is not there. */
  usage: 3,
  /** Pictures differ more than the command line allows, or a switch of presets takes longer than it may. */
  below: 4,
  /** With --strict: the task is done, and no face was changed although some were to be. */
  unchanged: 5,
  interrupted: 130,
} as const;

/**
 * The exit code that a report stands for.
 * @param strict whether a task that is done and changed no face, although it was to, counts as done
 */
export function exitCodeOf(report: Report, strict: boolean): number {
  if (report.outcome !== 'done') return exitCodes.refused;
  return strict && unchangedFaces(report) !== undefined ? exitCodes.unchanged : exitCodes.done;
}

/** Of several targets: what is refused or failed counts before what is done without a change. */
export const worstCode = (codes: readonly number[]): number =>
  [exitCodes.refused, exitCodes.unchanged].find((code) => codes.includes(code)) ?? exitCodes.done;

/** A mistake on the command line; its message is shown without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A failure that somebody has been told of already: only the exit code is left to give. */
export class SaidAlready extends Error {
  override readonly name = 'SaidAlready';
  readonly exitCode: number;
  constructor(exitCode: number) {
    super(`It was said already (exit code ${exitCode}).`);
    this.exitCode = exitCode;
  }
}
