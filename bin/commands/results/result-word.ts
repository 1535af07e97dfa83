import type { TaskSettings } from '../../../contract/face-task.ts';
import type { Processor } from '../../../contract/processors.ts';

/** What a result is called after what was done; of several steps the first in this list. */
const words = {
  debug: 'marked',
  swap: 'swapped',
  enhance: 'restored',
  colourise: 'colourised',
  upscale: 'upscaled',
  transcode: 'transcoded',
} as const satisfies Readonly<Record<Processor['name'], string>>;

/** One word for a task, as its result's name carries it: `swapped`, `restored`, … */
export function resultWord({ processors, identities }: Pick<TaskSettings, 'processors' | 'identities'>): string {
  const [word = 'transcoded'] = Object.entries(words).flatMap(([step, done]) =>
    processors.some(({ name }) => name === step) ? [done] : [],
  );
  // A map that only keeps and blurs needs no other step.
  return word === 'transcoded' && identities.some(({ source }) => source === 'blur') ? 'blurred' : word;
}
