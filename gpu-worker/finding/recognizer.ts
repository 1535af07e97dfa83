import { fitSimilarity } from '../faces/similarity.ts';
import { templatePoints } from '../faces/templates.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import { openModel } from '../models/model-contract.ts';
import type { AlignedFacts } from '../models/model-facts.ts';
import { pictureInput } from '../models/picture-input.ts';
import { defineRole } from '../models/role.ts';
import { saysNothing } from '../models/says-nothing.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import type { Point } from '../pixels/geometry.ts';

/** The one recognizer whose embeddings the swappers understand: ArcFace. */
export const recognizerName = 'arcface_w600k_r50';

export const embeddingLength = 512;

export interface Recognizer {
  /**
   * The raw embedding [512] of the face at five points, the caller's own array; undefined when the model gave no usable
   * numbers.
   */
  embed(frame: FramePixels, points: readonly Point[]): Promise<Float32Array | undefined>;
  close(): Promise<void>;
}

/** Loads ArcFace. Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
export async function openRecognizer(
  { size, template, normalisation }: AlignedFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Recognizer> {
  const picture = pictureInput(size, normalisation);
  const contract = {
    inputs: [{ name: 'input', dims: picture.tensor.dims }],
    outputs: [{ dims: [1, embeddingLength] }],
  };
  const session = await openModel(path, contract, settings, clock);
  const feeds = { input: picture.tensor };
  const targets = templatePoints(template, size);
  return {
    async embed(frame, points) {
      frame.warpCrop(fitSimilarity(points, targets), size, picture.planes);
      picture.feed();
      const [embedding] = await session.run(feeds);
      return embedding === undefined || saysNothing(embedding) ? undefined : new Float32Array(embedding);
    },
    close: () => session.close(),
  };
}

export const recognizerRole = defineRole('recognizer', openRecognizer, { section: '§3' });
