import type { Notice } from '../../contract/notice.ts';
import { doneToFaces } from '../../contract/processors/processors.ts';
import type { Result } from '../../contract/report.ts';
import { durationText } from './duration-text.ts';

/** A notice in a few lines for a person: a terminal, or the body of an e-mail. Ends without a line break. */
export function formatNotice(notice: Notice): string {
  const { outcome, source, keys, summary, error, links, taskId } = notice;
  const lines = [`${headline[outcome]}: ${source.key} (task ${taskId})`];
  if (summary !== undefined) lines.push(...summaryLines(summary));
  if (error !== undefined) lines.push(`${error.code}: ${error.message}`, error.advice);
  if (links?.file !== undefined) lines.push(`${links.file} (until ${links.expiresAt})`);
  lines.push(`Report: ${keys.report}`);
  return lines.join('\n');
}

const headline: Readonly<Record<Notice['outcome'], string>> = { done: 'Done', failed: 'Failed', refused: 'Refused' };

function summaryLines(summary: NonNullable<Notice['summary']>): string[] {
  const { frames, durationS, facesFound, facesChanged, processingS, unchanged } = summary;
  const length = durationS > 0 ? `, ${durationText(durationS)}` : '';
  const work = `${frames} frame${frames === 1 ? '' : 's'}${length}, in ${durationText(processingS)}`;
  const counts = facesText({ found: facesFound, changed: facesChanged });
  // Where nobody looked for faces, nothing is said of them.
  const faces = facesFound > 0 || unchanged !== undefined ? `; faces: ${counts.join(', ')}` : '';
  return [`${work}${faces}`, ...(unchanged === undefined ? [] : [unchanged.message, unchanged.advice])];
}

/** What became of the faces, each count with its word: found first. */
export const facesText = ({ found, changed }: Pick<Result['faces'], 'found' | 'changed'>): string[] => [
  `${found} found`,
  ...Object.entries(changed).map(([step, count]) => `${count} ${doneToFaces(step)}`),
];
