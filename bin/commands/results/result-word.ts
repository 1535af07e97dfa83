import type { TaskSettings } from '../../../contract/face-task.ts';
import { inWords } from '../../../contract/near-names.ts';
import {
  changesNothing,
  doneToFaces,
  drawsMarks,
  processorRow,
  processors,
} from '../../../contract/processors/processors.ts';

const [usual, ...others] = processors.map(({ words }) => words.done);
/** What a result is called, for the help of a command. */
export const resultNameHelp = `clip.${usual}.mp4 (or ${inWords([...others, doneToFaces('blur')])})`;

/** One word for a task, as its result's name carries it: `swapped`, `restored`, …; of several steps marks, else the first. */
export function resultWord({ processors: steps, identities }: Pick<TaskSettings, 'processors' | 'identities'>): string {
  // A map that only keeps and blurs needs no other step.
  if (steps.every(changesNothing) && identities.some(({ source }) => source === 'blur')) return doneToFaces('blur');
  const [step] = [...steps.filter(drawsMarks), ...steps];
  return step === undefined ? 'result' : processorRow(step).words.done;
}
