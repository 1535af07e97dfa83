import { normalized } from '../face/embedding.ts';
import type { FaceTemplate } from '../face/templates.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { convertedKinds, Normalisation } from './catalog/published-model.ts';
import { normalisePlanes } from './normalise-planes.ts';
import { embeddingLength } from './recognizer.ts';
import { openSwapSession } from './swap-session.ts';
import type { Swapper } from './swapper.ts';

/** Swappers of other recognizers than ArcFace: their identity goes through a converter first. */
export interface ConvertedSwapperFacts {
  readonly kind: (typeof convertedKinds)[number];
  readonly template: FaceTemplate;
  readonly size: number;
  readonly normalisation: Normalisation;
}

/**
 * Loads a ghost, simswap or hififace swapper (model contracts, §4). Its `prepareIdentity` takes the *converted*
 * embedding: ghost wants it as it is, the others with length 1. simswap's output is 0..1 already, the others' -1..1.
 * @throws MODEL_CORRUPT, MODEL_CONTRACT, PROVIDER_UNAVAILABLE
 */
export async function openConvertedSwapper(
  facts: ConvertedSwapperFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Swapper> {
  const { kind, normalisation } = facts;
  const range = kind === 'simswap' ? '0..1' : '-1..1';
  const session = await openSwapSession(facts, [1, embeddingLength], range, path, settings, clock);
  return {
    ...session,
    ...(kind === 'ghost' ? { balance: 'raw' as const } : {}),
    prepareIdentity: async (converted) => (kind === 'ghost' ? new Float32Array(converted) : normalized(converted)),
    swap(identity) {
      session.source.set(identity);
      normalisePlanes(session.crop, normalisation);
      return session.run();
    },
  };
}
