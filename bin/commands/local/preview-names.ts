import { pieceMark } from '../results/piece-mark.ts';
import { clipNames } from '../results/result-names.ts';
import { resultStems } from './pair-files.ts';
import type { LocalJob } from './submit-local.ts';

/** What previews are called, one a job: `clip.at-12.5s.preview.jpg`. */
export function previewNames(jobs: readonly LocalJob[]): string[] {
  const stems = resultStems(jobs.map(({ target }) => target));
  return jobs.map(({ options: { preview } }, index) => {
    const mark = typeof preview === 'number' ? pieceMark({ preview: { atS: preview } }) : '';
    return clipNames(`${stems[index] ?? ''}${mark}`, '', '').preview;
  });
}
