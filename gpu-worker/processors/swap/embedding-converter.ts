import { permanent } from '../../errors.ts';
import { embeddingLength } from '../../finding/recognizer.ts';
import { type ModelFile, openModel } from '../../models/model-contract.ts';
import { noPicture } from '../../models/model-facts.ts';
import { defineRole } from '../../models/role.ts';
import { saysNothing } from '../../models/says-nothing.ts';

/**
 * FaceFusion's crossface models: ArcFace's embedding in the words of another recognizer. That the input is named
 * `input` and the first output is taken was read in FaceFusion's face_swapper/core.py (forward_convert_embedding) at
 * commit 02806610, which is another version than 3.8.1: not verified against the files themselves.
 */
interface EmbeddingConverter {
  /** Raw embedding [512] to the other recognizer's raw embedding [512]; the caller's own array. Throws MODEL_OUTPUT. */
  convert(embedding: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Loads a converter. Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
export async function openEmbeddingConverter(...from: ModelFile): Promise<EmbeddingConverter> {
  const dims = [1, embeddingLength];
  const session = await openModel({ inputs: [{ name: 'input', dims }], outputs: [{ dims }] }, ...from);
  const input = new Float32Array(embeddingLength);
  const feeds = { input: { data: input, dims } };
  return {
    async convert(embedding) {
      input.set(embedding);
      const [converted] = await session.run(feeds);
      if (converted === undefined || saysNothing(converted)) {
        throw permanent('MODEL_OUTPUT', `${from[0]}: the converted embedding is not finite, or one number throughout.`);
      }
      return new Float32Array(converted);
    },
    close: () => session.close(),
  };
}

export const embeddingConverterRole = defineRole(
  'embedding-converter',
  (_: unknown, ...from) => openEmbeddingConverter(...from),
  { section: '§4', shown: () => noPicture },
);
