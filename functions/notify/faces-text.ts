import type { FaceTask } from '../../contract/face-task.ts';

export interface FaceCounts {
  readonly found: number;
  readonly swapped: number;
  readonly enhanced: number;
  readonly blurred: number;
}

/**
 * What became of the faces, each count with its word: found first.
 * @param task what was asked for: no count of a step that nobody asked for is told; absent where that is not known
 */
export function facesText({ found, swapped, enhanced, blurred }: FaceCounts, task?: FaceTask): string[] {
  const isAsked = (step: string): boolean => task === undefined || task.processors.some(({ name }) => name === step);
  return [
    `${found} found`,
    ...(swapped > 0 || isAsked('swap') ? [`${swapped} swapped`] : []),
    ...(enhanced > 0 || isAsked('enhance') ? [`${enhanced} enhanced`] : []),
    ...(blurred > 0 ? [`${blurred} blurred`] : []),
  ];
}
