import type { TaskOptions } from '../../../contract/task-options.ts';
import { namesOfRole } from '../../../gpu-worker/catalog/catalog.ts';
import { unknownModelText } from '../../../gpu-worker/catalog/unknown-model.ts';
import { bothLandmarkers } from '../../../gpu-worker/finding/best-landmarks.ts';
import { UsageError } from '../exit-codes.ts';

/** Options that name a model, each called as its model's role, with the words that may stand there instead of one. */
const modelOptions = {
  detector: [],
  landmarker: ['none', bothLandmarkers],
  swapper: ['none'],
  enhancer: ['none'],
  upscaler: ['none'],
  colouriser: ['none'],
  occluder: [],
  parser: [],
} as const satisfies { readonly [Name in keyof TaskOptions]?: readonly string[] };

/**
 * Refuses names of models that this version does not run, before anything is done with them.
 * @param options as they were given; what is no text is left to the schema
 * @param place where an option stands, for the message: `--enhancer: `
 * @throws UsageError that names what was probably meant
 */
export function checkModelNames(
  options: Readonly<Record<string, unknown>>,
  place: (option: string) => string = (option) => `--${option}: `,
): void {
  for (const [option, words] of Object.entries(modelOptions)) {
    const name = options[option];
    const known = [...namesOfRole(option), ...words];
    if (typeof name !== 'string' || known.includes(name)) continue;
    throw new UsageError(`${place(option)}${unknownModelText(option, name, known)}`);
  }
}
