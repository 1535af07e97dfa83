import type { Notice } from '../../contract/notice.ts';

/** A notice in a few lines for a person: a terminal, or the body of an e-mail. Ends without a line break. */
export function formatNotice(notice: Notice): string {
  const { outcome, source, keys, summary, error, links, taskId } = notice;
  const lines = [`${headline[outcome]}: ${source.key} (task ${taskId})`];
  if (summary !== undefined) {
    const { frames, durationS, facesFound, facesSwapped, facesEnhanced, processingS } = summary;
    lines.push(
      `${frames} frame${frames === 1 ? '' : 's'}, ${durationS.toFixed(1)} s, in ${processingS.toFixed(1)} s; ` +
        `faces: ${facesFound} found, ${facesSwapped} swapped, ${facesEnhanced} enhanced`,
    );
  }
  if (error !== undefined) lines.push(`${error.code}: ${error.message}`, error.advice);
  if (links?.file !== undefined) lines.push(`${links.file} (until ${links.expiresAt})`);
  lines.push(`Report: ${keys.report}`);
  return lines.join('\n');
}

const headline: Readonly<Record<Notice['outcome'], string>> = { done: 'Done', failed: 'Failed', refused: 'Refused' };
