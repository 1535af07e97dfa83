import type { TaskSettings } from '../../../contract/face-task.ts';
import { changesNothing, drawsMarks, processorOf } from '../../../contract/processors/processors.ts';

/** One word for a task, as its result's name carries it: `swapped`, `restored`, …; of several steps marks, else the first. */
export function resultWord({ processors, identities }: Pick<TaskSettings, 'processors' | 'identities'>): string {
  // A map that only keeps and blurs needs no other step.
  if (processors.every(changesNothing) && identities.some(({ source }) => source === 'blur')) return 'blurred';
  const [step] = [...processors.filter(drawsMarks), ...processors];
  return step === undefined ? 'result' : processorOf(step).words.done;
}
