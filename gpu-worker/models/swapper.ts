import { permanent } from '../errors.ts';
import { mappedEmbedding, normalized } from '../face/embedding.ts';
import type { FaceTemplate } from '../face/templates.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { SwapperFacts } from './catalog.ts';
import type { FaceModel } from './face-model.ts';
import { readLastInitializer } from './onnx-initializer.ts';
import { embeddingLength } from './recognizer.ts';
import { openSwapSession } from './swap-session.ts';

export interface Swapper extends FaceModel {
  /** How the face of a photo is to be aligned for `prepareIdentity`; absent: the embedding is enough. */
  readonly sourceCrop?: { readonly template: FaceTemplate; readonly size: number };
  /** How FaceFusion mixes the target's embedding in: as it is, or not at all. Absent: with length 1. */
  readonly balance?: 'raw' | 'none';
  /**
   * Turns a person into what this model takes for an identity, the caller's own array.
   * @param embedding raw, [512]
   * @param picture the person's face as `sourceCrop` says, planes red, green, blue of 0..255
   */
  prepareIdentity(embedding: Float32Array, picture?: Float32Array): Promise<Float32Array>;
  /**
   * Swaps the face in `crop`. Returns planes red, green, blue of 0..255, valid until the next run; undefined when the
   * model gave no usable numbers.
   */
  swap(identity: Float32Array): Promise<Float32Array | undefined>;
}

/** Loads a face swapper. Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
export async function openSwapper(
  facts: SwapperFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Swapper> {
  const range = facts.kind === 'inswapper' ? '0..1' : '-1..1';
  const session = await openSwapSession(facts, [1, embeddingLength], range, path, settings, clock);
  const map = facts.kind === 'inswapper' ? await readEmbeddingMap(path) : undefined;
  const { crop } = session;
  return {
    ...session,
    prepareIdentity: async (embedding) => (map === undefined ? normalized(embedding) : mappedEmbedding(embedding, map)),
    async swap(identity) {
      session.source.set(identity);
      if (map !== undefined) for (let i = 0; i < crop.length; i += 1) crop[i] = crop[i]! / 255;
      else for (let i = 0; i < crop.length; i += 1) crop[i] = (crop[i]! / 255 - 0.5) / 0.5;
      return session.run();
    },
  };
}

/** inswapper keeps the map from recognizer to identity as the last initializer of its graph. */
async function readEmbeddingMap(path: string): Promise<Float32Array> {
  const { dims, values } = await readLastInitializer(path);
  if (dims.length === 2 && dims.every((dim) => dim === embeddingLength)) return values;
  throw permanent(
    'MODEL_CONTRACT',
    `${path}: the last initializer should be the embedding map [512, 512]; it is [${dims.join(', ')}].`,
  );
}
