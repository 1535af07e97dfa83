import { findingFaces } from '../finding/finding-faces.ts';
import { maskingAndScreening } from '../masks/masking-and-screening.ts';
import type { PublishedModel } from '../models/published-model.ts';
import { colourising } from '../processors/colourise/colourising.ts';
import { restoring } from '../processors/enhance/restoring.ts';
import { swapping } from '../processors/swap/swapping.ts';
import { enlarging } from '../processors/upscale/enlarging.ts';

/**
 * Every model file that FaceFusion 3.8.1 (commit 33cc6b40) lists for finding, knowing, masking, swapping and restoring
 * faces, enlarging and colouring frames and screening content. Facts read from its code; names are unique.
 */
export const publishedModels: readonly PublishedModel[] = [
  ...findingFaces,
  ...swapping,
  ...restoring,
  ...maskingAndScreening,
  ...enlarging,
  ...colourising,
];

const byName = new Map(publishedModels.map((model) => [model.name, model]));

export const findPublished = (name: string): PublishedModel | undefined => byName.get(name);

/** Where FaceFusion publishes a file, best first. `{release}` and `{file}` are to be filled in. */
export const publishers = [
  'https://github.com/facefusion/facefusion-assets/releases/download/{release}/{file}',
  'https://huggingface.co/facefusion/{release}/resolve/main/{file}',
] as const;

/**
 * A file's addresses, to be tried in order.
 * @param file such as `inswapper_128.onnx` or `inswapper_128.hash`
 * @param mirror instead of the publishers: a URL with `{release}` and `{file}` in it, or a base to which both are added
 */
export function publishedUrls(model: Pick<PublishedModel, 'release'>, file: string, mirror?: string): string[] {
  const mirrored = mirror?.includes('{file}') ? mirror : `${mirror?.replace(/\/+$/, '')}/{release}/{file}`;
  const patterns = mirror === undefined ? publishers : [mirrored];
  return patterns.map((pattern) => pattern.replaceAll('{release}', model.release).replaceAll('{file}', file));
}
