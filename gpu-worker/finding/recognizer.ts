import { fitSimilarity } from '../faces/similarity.ts';
import { templatePoints } from '../faces/templates.ts';
import type { ModelFile } from '../models/model-contract.ts';
import type { AlignedFacts } from '../models/model-facts.ts';
import { openPictureModel } from '../models/picture-model.ts';
import { defineRole } from '../models/role.ts';
import { saysNothing } from '../models/says-nothing.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import type { Point } from '../pixels/geometry.ts';

/** The one recognizer whose embeddings the swappers understand: ArcFace. */
export const recognizerName = 'arcface_w600k_r50';

export const embeddingLength = 512;

interface Recognizer {
  /**
   * The raw embedding [512] of the face at five points, the caller's own array; undefined when the model gave no usable
   * numbers.
   */
  embed(frame: FramePixels, points: readonly Point[]): Promise<Float32Array | undefined>;
  close(): Promise<void>;
}

/** Loads ArcFace. Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
async function openRecognizer(facts: AlignedFacts, ...from: ModelFile): Promise<Recognizer> {
  const { size, template } = facts;
  const model = await openPictureModel(facts, { outputs: [{ dims: [1, embeddingLength] }] }, from);
  const targets = templatePoints(template, size);
  return {
    async embed(frame, points) {
      frame.warpCrop(fitSimilarity(points, targets), size, model.planes);
      const [embedding] = await model.run();
      return embedding === undefined || saysNothing(embedding) ? undefined : new Float32Array(embedding);
    },
    close: model.close,
  };
}

export const recognizerRole = defineRole('recognizer', openRecognizer, { section: '§3' });
