import { permanent } from '../errors.ts';
import type { FaceTemplate } from '../face/templates.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { imageKinds, Normalisation } from './catalog/published-model.ts';
import { normalisePlanes } from './normalise-planes.ts';
import { openSwapSession } from './swap-session.ts';
import type { Swapper } from './swapper.ts';

/** How each kind wants the person's photo (model contracts, §4). */
export const sourceCrops = {
  blendswap: { template: 'arcface_112_v2', size: 112 },
  uniface: { template: 'ffhq_512', size: 256 },
} as const satisfies Record<string, { readonly template: FaceTemplate; readonly size: number }>;

export interface ImageSwapperFacts {
  readonly kind: (typeof imageKinds)[number];
  readonly template: FaceTemplate;
  readonly size: number;
  readonly normalisation: Normalisation;
}

/**
 * Loads blendswap or uniface, which are shown the person's face instead of an embedding: their identity is the picture
 * as `sourceCrop` says, planes red, green, blue of 0..255. Its `prepareIdentity` throws INTERNAL without one.
 * @throws MODEL_CORRUPT, MODEL_CONTRACT, PROVIDER_UNAVAILABLE
 */
export async function openImageSwapper(
  facts: ImageSwapperFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Swapper & Required<Pick<Swapper, 'sourceCrop'>>> {
  const { kind, normalisation } = facts;
  const sourceCrop = sourceCrops[kind];
  const range = kind === 'blendswap' ? '0..1' : '-1..1';
  const sourceDims = [1, 3, sourceCrop.size, sourceCrop.size];
  const session = await openSwapSession(facts, sourceDims, range, path, settings, clock);
  const { crop, source: face } = session;
  return {
    ...session,
    sourceCrop,
    balance: 'none',
    async prepareIdentity(_embedding, picture) {
      if (picture?.length === face.length) return new Float32Array(picture);
      throw permanent('INTERNAL', `${path} is to be shown a face of ${sourceCrop.size} pixels a side, and was not.`);
    },
    swap(identity) {
      for (let i = 0; i < face.length; i += 1) face[i] = identity[i]! / 255;
      normalisePlanes(crop, normalisation);
      return session.run();
    },
  };
}
