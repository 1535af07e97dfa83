import { doneToFaces } from '../../contract/processors/processors.ts';
import type { Result } from '../../contract/report.ts';

/** What became of the faces, each count with its word: found first. */
export const facesText = ({ found, changed }: Pick<Result['faces'], 'found' | 'changed'>): string[] => [
  `${found} found`,
  ...Object.entries(changed).map(([step, count]) => `${count} ${doneToFaces(step)}`),
];
