import type { FaceTraits } from '../faces/face-traits.ts';
import { ageRanges } from '../faces/face-traits.ts';
import { fitSimilarity } from '../faces/similarity.ts';
import { templatePoints } from '../faces/templates.ts';
import type { ModelFile } from '../models/model-contract.ts';
import type { AlignedFacts } from '../models/model-facts.ts';
import { openPictureModel } from '../models/picture-model.ts';
import { defineRole } from '../models/role.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import { isFiniteMatrix, type Point } from '../pixels/geometry.ts';

/** The one classifier: it guesses gender and age. */
export const classifierName = 'fairface';

/** The model's number for a woman; the other one is 0. */
const femaleId = 1;

export interface Classifier {
  /** What the face at five points looks like; undefined when the model gave no usable numbers. */
  classify(frame: FramePixels, points: readonly Point[]): Promise<FaceTraits | undefined>;
  close(): Promise<void>;
}

/**
 * Loads FairFace (docs/model-contracts.md §3). Its first output, race, is not read: people are not sorted by it here.
 * @throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE
 */
export async function openClassifier(facts: AlignedFacts, ...from: ModelFile): Promise<Classifier> {
  const { size, template } = facts;
  const id = { type: ['int64', 'int32'], dims: [1] };
  const model = await openPictureModel(facts, { outputs: [id, id, id] }, from);
  const targets = templatePoints(template, size);
  return {
    async classify(frame, points) {
      const matrix = fitSimilarity(points, targets);
      if (!isFiniteMatrix(matrix)) return undefined;
      frame.warpCrop(matrix, size, model.planes);
      const [, gender, age] = await model.run();
      return traitsOf(gender?.[0], age?.[0]);
    },
    close: model.close,
  };
}

export const classifierRole = defineRole('classifier', openClassifier, { section: '§3' });

function traitsOf(genderId: number | undefined, ageId: number | undefined): FaceTraits | undefined {
  if (genderId !== 0 && genderId !== femaleId) return undefined;
  if (ageId === undefined || ageRanges[ageId] === undefined) return undefined;
  return { gender: genderId === femaleId ? 'female' : 'male', ageClass: ageId };
}
