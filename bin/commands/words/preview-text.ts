import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import { unchangedFaces } from '../../../contract/unchanged-faces.ts';
import { facesText } from '../../../functions/notify/format-notice.ts';
import { withFlags } from '../flag-of.ts';
import { photoNotes } from './report-text.ts';

/**
 * What became of a preview, for a person. No report is written: the picture is all there is.
 * @param quiet of a preview that is made and shows a change: where it lies, and nothing else
 */
export function previewText(report: Report, target: string, picture: string | undefined, quiet: boolean): string {
  const { outcome, error, result } = report;
  const clip = path.basename(target);
  if (error !== undefined) {
    const head = `${outcome === 'refused' ? 'Refused' : 'Failed'}: ${clip}`;
    return `${head}\n${error.code}: ${error.message}\n${error.advice}`;
  }
  const file = picture === undefined ? [] : [`  ${path.relative(process.cwd(), picture)}`];
  const unchanged = unchangedFaces(report);
  const why =
    unchanged === undefined ? [] : [`${quiet ? `${clip}: ` : ''}${unchanged.message} ${withFlags(unchanged.advice)}`];
  if (quiet || result === undefined) return [...why, ...file].join('\n');
  const counts = facesText(result.faces);
  for (const [reason, count] of Object.entries(result.faces.skipped)) counts.push(`${count} left alone (${reason})`);
  const done = `\nDone: ${clip}, in ${result.timings.totalWallS.toFixed(1)} s; faces: ${counts.join(', ')}`;
  return [done, ...why, ...photoNotes(result), ...result.notes, ...file].join('\n');
}
