import type { FaceTask } from '../../contract/face-task.ts';
import { drawsMarks } from '../../contract/processors.ts';
import { processorOf } from '../catalog/processors.ts';
import type { FrameWork } from '../frames/frame-engine-types.ts';
import type { FaceCount } from './count-faces.ts';

const detecting = { modelRole: 'detector', withoutNumbers: 'none of its faces were found there' } as const;

/** That a model gave no usable numbers for some frames, if it did. */
export function unusableNote(work: FrameWork, count: number, frames: number): string[] {
  if (count === 0) return [];
  const { modelRole = 'model', withoutNumbers = 'they stayed as they were' } =
    work === 'detect' ? detecting : processorOf({ name: work });
  return [`The ${modelRole} gave no usable numbers for ${count} of ${frames} frames: ${withoutNumbers}.`];
}

/** What a user must know of what the steps did: what they could not do, and marks on the frames. */
export function stepNotes(
  { processors }: Pick<FaceTask, 'processors'>,
  { unusable, unfinished, frames }: Pick<FaceCount, 'unusable' | 'unfinished' | 'frames'>,
): string[] {
  const marks = processors.flatMap((step) => (drawsMarks(step) ? step.items : []));
  return [
    ...[...unusable].flatMap(([work, count]) => unusableNote(work, count, frames)),
    ...(unfinished === 0 ? [] : [`${unfinished} faces were changed by one step and could not be by a later one.`]),
    ...(marks.length === 0 ? [] : [`Every frame carries debug marks of its faces: ${marks.join(', ')}.`]),
  ];
}
