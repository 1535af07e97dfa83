import path from 'node:path';
import type { Report } from '../../../contract/report.ts';

/** What became of a preview, for a person. No report is written: the picture is all there is. */
export function tellPreview(
  { outcome, error, result }: Report,
  target: string,
  picture: string | undefined,
  say: (text: string) => void,
): void {
  const clip = path.basename(target);
  if (error !== undefined) say(`\n${outcome === 'refused' ? 'Refused' : 'Failed'}: ${clip}`);
  if (error !== undefined) say(`${error.code}: ${error.message}\n${error.advice}`);
  if (result === undefined || picture === undefined) return;
  const { found, swapped, enhanced, blurred = 0, skipped } = result.faces;
  const counts = [`${found} found`, `${swapped} swapped`, `${enhanced} enhanced`];
  if (blurred > 0) counts.push(`${blurred} blurred`);
  for (const [why, count] of Object.entries(skipped)) counts.push(`${count} left alone (${why})`);
  say(`\nDone: ${clip}, in ${result.timings.totalWallS.toFixed(1)} s; faces: ${counts.join(', ')}`);
  for (const { person, photos } of result.persons) {
    for (const { key, note } of photos) if (note !== undefined) say(`${person}, ${path.basename(key)}: ${note}`);
  }
  for (const note of result.notes) say(note);
  say(`  ${path.relative(process.cwd(), picture)}`);
}
