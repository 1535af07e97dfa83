import { presets, type TaskOptions } from './task-options.ts';
import type { UploadWish } from './upload-metadata.ts';

/**
 * What the options of a wish are taken to mean: where nobody is named, nothing is said of a swapper, and another step is
 * asked for, nobody is swapped. A wish that names somebody means what it says, so ids of tasks stay what they were.
 * @param namesSomebody whether there is a person, or an identity map
 */
export function meantOptions(
  { preset, options = {} }: Pick<UploadWish, 'preset' | 'options'>,
  namesSomebody: boolean,
): TaskOptions {
  if (namesSomebody || askedSwapper({ preset, options }) !== undefined) return options;
  const { enhancer, upscaler, colouriser, debug, transcode } = asked({ preset, options });
  const otherModel = [enhancer, upscaler, colouriser].some((model) => model !== undefined && model !== 'none');
  return otherModel || debug === true || transcode === true ? { ...options, swapper: 'none' } : options;
}

/** The swapper that a preset or the options themselves name; undefined where only the default does. */
export const askedSwapper = (wish: Pick<UploadWish, 'preset' | 'options'>): string | undefined => asked(wish).swapper;

function asked({ preset, options }: Pick<UploadWish, 'preset' | 'options'>): TaskOptions {
  const bundle = preset !== undefined && Object.hasOwn(presets, preset) ? presets[preset] : undefined;
  const own = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return { ...bundle, ...Object.fromEntries(own) };
}
