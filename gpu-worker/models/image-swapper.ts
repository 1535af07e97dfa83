import type { FaceTemplate } from '../face/templates.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { Normalisation } from './catalog/published-model.ts';
import { type FaceModel, usablePixels } from './face-model.ts';
import { openModel } from './model-contract.ts';
import { normalisePlanes } from './normalise-planes.ts';

/** How each kind wants the person's photo (model contracts, §4). */
export const sourceCrops = {
  blendswap: { template: 'arcface_112_v2', size: 112 },
  uniface: { template: 'ffhq_512', size: 256 },
} as const satisfies Record<string, { readonly template: FaceTemplate; readonly size: number }>;

export interface ImageSwapperFacts {
  readonly kind: keyof typeof sourceCrops;
  readonly template: FaceTemplate;
  readonly size: number;
  readonly normalisation: Normalisation;
}

/** A swapper that is shown the person's face instead of an embedding. */
export interface ImageSwapper extends FaceModel {
  /** Where the source face goes: aligned as {@link sourceCrops} says. */
  readonly sourceCrop: { readonly template: FaceTemplate; readonly size: number };
  /**
   * Swaps the face in `crop`. Returns planes red, green, blue of 0..255, valid until the next run; undefined when the
   * model gave no usable numbers.
   * @param source planes red, green, blue of the person's aligned face, 0..255
   */
  swap(source: Float32Array): Promise<Float32Array | undefined>;
}

/** Loads blendswap or uniface. Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
export async function openImageSwapper(
  { kind, size, template, normalisation }: ImageSwapperFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<ImageSwapper> {
  const sourceCrop = sourceCrops[kind];
  const dims = [1, 3, size, size];
  const sourceDims = [1, 3, sourceCrop.size, sourceCrop.size];
  const contract = {
    inputs: [
      { name: 'source', dims: sourceDims },
      { name: 'target', dims },
    ],
    outputs: [{ dims }],
  };
  const session = await openModel(path, contract, settings, clock);
  const crop = new Float32Array(3 * size * size);
  const face = new Float32Array(3 * sourceCrop.size * sourceCrop.size);
  const feeds = { target: { data: crop, dims }, source: { data: face, dims: sourceDims } };
  return {
    template,
    size,
    crop,
    sourceCrop,
    async swap(source) {
      for (let i = 0; i < face.length; i += 1) face[i] = source[i]! / 255;
      normalisePlanes(crop, normalisation);
      const [output] = await session.run(feeds);
      if (output === undefined) return undefined;
      return kind === 'blendswap' ? usablePixels(output, 255, 0) : usablePixels(output, 127.5, 127.5);
    },
    close: () => session.close(),
  };
}
