import { permanent } from '../../errors.ts';
import { balancedEmbedding, targetShare } from '../../face/embedding.ts';
import type { FaceModels } from '../../models/face-models.ts';
import type { FrameRecipe } from '../frame-engine-types.ts';
import { pasteModelFace } from './paste-model-face.ts';
import type { ReadyStep, StepOf, TargetFace } from './processor.ts';

/**
 * Gives target faces the identity of the recipe, or of the person they are told to become.
 * Throws INTERNAL when there is neither.
 */
export function readySwap(step: StepOf<'swap'>, models: FaceModels, recipe: FrameRecipe): ReadyStep {
  if (recipe.identity === undefined && recipe.persons === undefined) {
    throw permanent('INTERNAL', 'A swap was asked for without an identity.');
  }
  const { mask, weight } = step;
  const model = models.swapper(step.model);
  const everybody = recipe.identity === undefined ? undefined : model.prepareIdentity(recipe.identity);
  const persons = new Map(
    [...(recipe.persons ?? [])].map(([person, embedding]) => [person, model.prepareIdentity(embedding)]),
  );
  const identityFor = ({ treatment }: TargetFace): Float32Array => {
    const identity = typeof treatment === 'object' ? persons.get(treatment.person) : everybody;
    if (identity === undefined) throw permanent('INTERNAL', 'A face came whose person was not embedded.');
    return identity;
  };
  const targets = new WeakMap<TargetFace, Float32Array>();
  return {
    face: {
      /** Target embeddings are taken before any face is swapped, and only where the weight asks for them. */
      async look({ frame, timings }, faces) {
        if (targetShare(weight) === 0) return;
        const startedAt = performance.now();
        for (const face of faces) targets.set(face, await models.recognizer().embed(frame, face.points));
        timings.swapMs += performance.now() - startedAt;
      },
      change(work, face) {
        const identity = identityFor(face);
        const target = targets.get(face);
        const source = target === undefined ? identity : balancedEmbedding(identity, target, weight);
        const run = () => model.swap(source);
        return pasteModelFace(work, face, {
          name: 'swap',
          model,
          mask,
          blend: 1,
          rounded: false,
          clock: 'swapMs',
          run,
        });
      },
    },
  };
}
