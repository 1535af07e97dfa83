import { defaultOptions, type TaskOptions } from './options/options.ts';
import { processorsFor } from './processors/processors.ts';
import { askedOptions, type UploadWish } from './upload-metadata.ts';

/**
 * What the options of a wish are taken to mean: where nobody is named, nothing is said of a swapper, and another step is
 * asked for, nobody is swapped. A wish that names somebody means what it says, so ids of tasks stay what they were.
 * @param namesSomebody whether there is a person, or an identity map
 */
export function meantOptions(wish: Pick<UploadWish, 'preset' | 'options'>, namesSomebody: boolean): TaskOptions {
  const { options = {} } = wish;
  const asked = askedOptions(wish);
  if (namesSomebody || asked.swapper !== undefined) return options;
  const others = processorsFor({ ...defaultOptions, ...asked, swapper: 'none' });
  return others.length > 0 ? { ...options, swapper: 'none' } : options;
}
