import { normalized } from '../face/embedding.ts';
import type { FaceTemplate } from '../face/templates.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { convertedKinds, Normalisation } from './catalog/published-model.ts';
import { usablePixels } from './face-model.ts';
import { openModel } from './model-contract.ts';
import { normalisePlanes } from './normalise-planes.ts';
import { embeddingLength } from './recognizer.ts';
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
  { kind, size, template, normalisation }: ConvertedSwapperFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Swapper> {
  const dims = [1, 3, size, size];
  const sourceDims = [1, embeddingLength];
  const contract = {
    inputs: [
      { name: 'source', dims: sourceDims },
      { name: 'target', dims },
    ],
    outputs: [{ dims }],
  };
  const session = await openModel(path, contract, settings, clock);
  const crop = new Float32Array(3 * size * size);
  const source = new Float32Array(embeddingLength);
  const feeds = { target: { data: crop, dims }, source: { data: source, dims: sourceDims } };
  return {
    template,
    size,
    crop,
    ...(kind === 'ghost' ? { balance: 'raw' as const } : {}),
    prepareIdentity: async (converted) => (kind === 'ghost' ? new Float32Array(converted) : normalized(converted)),
    async swap(identity) {
      source.set(identity);
      normalisePlanes(crop, normalisation);
      const [output] = await session.run(feeds);
      if (output === undefined) return undefined;
      return kind === 'simswap' ? usablePixels(output, 255, 0) : usablePixels(output, 127.5, 127.5);
    },
    close: () => session.close(),
  };
}
