import { permanent } from '../../errors.ts';
import { mappedEmbedding, normalized } from '../../faces/embedding.ts';
import type { FaceTemplate } from '../../faces/templates.ts';
import { embeddingLength } from '../../finding/recognizer.ts';
import { type FaceModel, type FaceModelFacts, toLevels, usablePixels } from '../../models/face-model.ts';
import { type ModelFile, openModel } from '../../models/model-contract.ts';
import type { AlignedFacts } from '../../models/model-facts.ts';
import { pictureInput } from '../../models/picture-input.ts';
import { defineRole } from '../../models/role.ts';
import { readLastInitializer } from './onnx-initializer.ts';

/**
 * What a swapper takes for a person: the embedding through the map in its own file, with length 1 or as it is (both
 * converted first, where the row needs a converter), or the person's face, aligned and shown as it says.
 */
type SwapperFacts = FaceModelFacts &
  (
    | { readonly identity: 'mapped' | 'unit' | 'raw'; readonly sourcePicture?: never }
    | { readonly identity: 'picture'; readonly sourcePicture: AlignedFacts }
  );

export interface Swapper extends FaceModel {
  /** How the face of a photo is to be aligned for `prepareIdentity`; absent: the embedding is enough. */
  readonly sourceCrop?: { readonly template: FaceTemplate; readonly size: number };
  /** How FaceFusion mixes the target's embedding in: as it is, or not at all. Absent: with length 1. */
  readonly balance?: 'raw' | 'none';
  /**
   * Turns a person into what this model takes for an identity, the caller's own array. Throws INTERNAL without a picture
   * where the model has to be shown one.
   * @param embedding raw, [512]; of a model with a converter the converted one
   * @param picture the person's face as `sourceCrop` says, planes red, green, blue of 0..255
   */
  prepareIdentity(embedding: Float32Array, picture?: Float32Array): Promise<Float32Array>;
  /**
   * Swaps the face in `crop`. Returns planes red, green, blue of 0..255, valid until the next run; undefined when the
   * model gave no usable numbers.
   */
  swap(identity: Float32Array): Promise<Float32Array | undefined>;
}

/** Loads a face swapper (docs/model-contracts.md §4). Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
export async function openSwapper(facts: SwapperFacts, ...from: ModelFile): Promise<Swapper> {
  const { template, size, output: range } = facts;
  const target = pictureInput(size, facts.normalisation);
  const source = sourceInput(facts);
  const contract = {
    inputs: [
      { name: 'source', dims: source.tensor.dims },
      { name: 'target', dims: target.tensor.dims },
    ],
    outputs: [{ dims: [1, 3, size, size] }],
  };
  const session = await openModel(contract, ...from);
  const feeds = { target: target.tensor, source: source.tensor };
  return {
    template,
    size,
    crop: target.planes,
    ...(await identityOf(facts, from[0])),
    async swap(identity) {
      source.feed(identity);
      target.feed();
      const [output] = await session.run(feeds);
      return output && usablePixels(output, ...toLevels[range]);
    },
    close: () => session.close(),
  };
}

export const swapperRole = defineRole('swapper', openSwapper, { section: '§4' });

/** The second input: an embedding as it was prepared, or a face of which nothing is prepared before. */
function sourceInput({ sourcePicture }: SwapperFacts) {
  if (sourcePicture !== undefined) return pictureInput(sourcePicture.size, sourcePicture.normalisation);
  const data = new Float32Array(embeddingLength);
  return { tensor: { data, dims: [1, embeddingLength] }, feed: (identity: Float32Array) => data.set(identity) };
}

async function identityOf(
  { identity, sourcePicture }: SwapperFacts,
  path: string,
): Promise<Pick<Swapper, 'prepareIdentity' | 'balance' | 'sourceCrop'>> {
  if (sourcePicture !== undefined) {
    const { template, size } = sourcePicture;
    return {
      balance: 'none',
      sourceCrop: { template, size },
      async prepareIdentity(_embedding, picture) {
        if (picture?.length === 3 * size * size) return new Float32Array(picture);
        throw permanent('INTERNAL', `${path} is to be shown a face of ${size} pixels a side, and was not.`);
      },
    };
  }
  if (identity === 'raw') return { balance: 'raw', prepareIdentity: async (raw) => new Float32Array(raw) };
  if (identity === 'unit') return { prepareIdentity: async (raw) => normalized(raw) };
  const map = await readEmbeddingMap(path);
  return { prepareIdentity: async (raw) => mappedEmbedding(raw, map) };
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
