import type { FaceTask } from '../../contract/face-task.ts';
import type { FaceCount } from './count-faces.ts';

/** What a user must know of what the steps did: frames of which a model made nothing usable, and marks on them. */
export function stepNotes(
  { processors }: Pick<FaceTask, 'processors'>,
  { unusable, frames }: Pick<FaceCount, 'unusable' | 'frames'>,
): string[] {
  const note = (model: string, count: number, instead: string): string[] =>
    count === 0 ? [] : [`The ${model} gave no usable numbers for ${count} of ${frames} frames: they ${instead}.`];
  const marks = processors.flatMap((step) => (step.name === 'debug' ? step.items : []));
  return [
    ...note('colouriser', unusable.colourise, 'kept their colours'),
    ...note('upscaler', unusable.upscale, 'were enlarged without it'),
    ...(marks.length === 0 ? [] : [`Every frame carries debug marks of its faces: ${marks.join(', ')}.`]),
  ];
}
