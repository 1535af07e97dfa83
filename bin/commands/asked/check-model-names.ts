import type { OptionRow } from '../../../contract/options/option.ts';
import { optionRows } from '../../../contract/options/options.ts';
import { namesOfRole } from '../../../gpu-worker/catalog/catalog.ts';
import { unknownModelText } from '../../../gpu-worker/catalog/unknown-model.ts';
import { UsageError } from '../exit-codes.ts';

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
  for (const [option, { model }] of Object.entries<OptionRow>(optionRows)) {
    const name = options[option];
    if (model === undefined || typeof name !== 'string') continue;
    if (namesOfRole(model.role).includes(name)) continue;
    throw new UsageError(`${place(option)}${unknownModelText(model.role, name)}`);
  }
}
