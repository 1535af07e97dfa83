import path from 'node:path';
import type { LocalJob } from '../asked/files-of-job.ts';
import { UsageError } from '../exit-codes.ts';
import { pieceMark } from '../results/piece-mark.ts';
import { previewName } from '../results/result-names.ts';
import type { LocalSettings } from './local-settings.ts';
import { resultStems } from './pair-files.ts';

/**
 * What previews are called, one a job: `clip.at-12.5s.preview.jpg`, or as `--output` says.
 * @throws UsageError for settings that a preview cannot follow
 */
export function previewNames(
  jobs: readonly LocalJob[],
  { output, whenTaken, resume }: Pick<LocalSettings, 'output' | 'whenTaken' | 'resume'>,
): string[] {
  if (whenTaken === 'replace') {
    throw new UsageError('--force does not go with --preview: where a name is taken, a preview takes the next number.');
  }
  if (resume) throw new UsageError('--resume does not go with --preview: a preview is made anew.');
  if (output !== undefined) {
    if (/\.jpe?g$/i.test(output)) return [path.basename(output)];
    throw new UsageError(`--output: ${path.basename(output)} has to end in .jpg. A preview is a JPEG.`);
  }
  const stems = resultStems(jobs.map(({ target }) => target));
  return jobs.map(({ options: { preview } }, index) => {
    const mark = typeof preview === 'number' ? pieceMark({ preview: { atS: preview } }) : '';
    return previewName(stems[index] ?? '', mark);
  });
}
