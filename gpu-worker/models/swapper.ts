import { permanent } from '../errors.ts';
import { mappedEmbedding, normalized } from '../face/embedding.ts';
import type { FaceTemplate } from '../face/templates.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { SwapperFacts } from './catalog.ts';
import { type FaceModel, usablePixels } from './face-model.ts';
import { openModel } from './model-contract.ts';
import { readLastInitializer } from './onnx-initializer.ts';
import { embeddingLength } from './recognizer.ts';

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
  { kind, size, template }: SwapperFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Swapper> {
  const dims = [1, 3, size, size];
  const contract = {
    inputs: [
      { name: 'source', dims: [1, embeddingLength] },
      { name: 'target', dims },
    ],
    outputs: [{ dims }],
  };
  const session = await openModel(path, contract, settings, clock);
  const map = kind === 'inswapper' ? await readEmbeddingMap(path) : undefined;
  const crop = new Float32Array(3 * size * size);
  const source = new Float32Array(embeddingLength);
  const feeds = { target: { data: crop, dims }, source: { data: source, dims: [1, embeddingLength] } };
  return {
    template,
    size,
    crop,
    prepareIdentity: async (embedding) => (map === undefined ? normalized(embedding) : mappedEmbedding(embedding, map)),
    async swap(identity) {
      source.set(identity);
      if (kind === 'inswapper') for (let i = 0; i < crop.length; i += 1) crop[i] = crop[i]! / 255;
      else for (let i = 0; i < crop.length; i += 1) crop[i] = (crop[i]! / 255 - 0.5) / 0.5;
      const [output] = await session.run(feeds);
      if (output === undefined) return undefined;
      return kind === 'inswapper' ? usablePixels(output, 255, 0) : usablePixels(output, 127.5, 127.5);
    },
    close: () => session.close(),
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
