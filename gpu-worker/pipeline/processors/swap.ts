import { permanent } from '../../errors.ts';
import { balancedEmbedding, targetShare } from '../../face/embedding.ts';
import type { FaceModels } from '../../models/face-models.ts';
import type { FrameRecipe } from '../frame-engine-types.ts';
import { pasteModelFace } from './paste-model-face.ts';
import type { ReadyStep, StepOf, TargetFace } from './processor.ts';

/** Gives target faces the identity of the recipe. Throws INTERNAL when there is none. */
export function readySwap(step: StepOf<'swap'>, models: FaceModels, recipe: FrameRecipe): ReadyStep {
  if (recipe.identity === undefined) throw permanent('INTERNAL', 'A swap was asked for without an identity.');
  const { mask, weight } = step;
  const model = models.swapper(step.model);
  const identity = model.prepareIdentity(recipe.identity);
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
