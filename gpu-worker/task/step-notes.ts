import type { FaceTask } from '../../contract/face-task.ts';
import { drawsMarks } from '../../contract/processors/processors.ts';
import type { FaceCount } from './count-faces.ts';
import { unusableNote } from './first-pass/unusable-note.ts';

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
