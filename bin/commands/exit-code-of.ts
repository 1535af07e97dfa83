import type { Report } from '../../contract/report.ts';
import { unchangedFaces } from '../../contract/unchanged-faces.ts';
import { exitCodes } from './exit-codes.ts';

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
