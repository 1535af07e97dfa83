import { permanent } from '../../errors.ts';
import { balancedEmbedding, targetShare } from '../../faces/embedding.ts';
import type { TargetFace } from '../../faces/face-stages.ts';
import { recognizerName, recognizerRole } from '../../finding/recognizer.ts';
import { readyMask } from '../../masks/face-mask.ts';
import { pasteModelFace } from '../paste-model-face.ts';
import type { Processor } from '../processor.ts';
import { openPixelBoost } from './pixel-boost.ts';
import { swapperRole } from './swapper.ts';
import { swapperNamed } from './swapper-named.ts';
import { embeddingConverters, swappers } from './swapping.ts';

/**
 * Gives target faces the identity of the recipe, or of the person they are told to become.
 * @throws INTERNAL when there is neither, TASK_INVALID for a face of another size than its model's or a multiple
 */
export const swap = {
  name: 'swap',
  modelRole: swapperRole,
  models: [...swappers, ...embeddingConverters],
  ready(step, models, recipe) {
    if (recipe.identity === undefined && recipe.persons === undefined) {
      throw permanent('INTERNAL', 'A swap was asked for without an identity.');
    }
    const { name, weight, pixelBoost } = step;
    const colourMatch = step.colourMatch && step.colourMatch / 100;
    const model = swapperNamed(models, step.model);
    const masker = readyMask(step.mask, models);
    const boost = pixelBoost === undefined || pixelBoost === model.size ? undefined : openPixelBoost(model, pixelBoost);
    // Prepared with the first face that needs it: some models have to run for that.
    const prepared = new Map<string | undefined, Promise<Float32Array>>();
    const identityFor = ({ treatment }: TargetFace): Promise<Float32Array> => {
      const person = typeof treatment === 'object' ? treatment.person : undefined;
      const known = prepared.get(person);
      if (known !== undefined) return known;
      const embedding = person === undefined ? recipe.identity : recipe.persons?.get(person);
      if (embedding === undefined) throw permanent('INTERNAL', 'A face came whose person was not embedded.');
      const pictures = person === undefined ? recipe.pictures?.values().next().value : recipe.pictures?.get(person);
      const identity = model.prepareIdentity(embedding, pictures?.[step.model]);
      prepared.set(person, identity);
      return identity;
    };
    const targets = new WeakMap<TargetFace, Float32Array>();
    return {
      face: {
        /** Target embeddings are taken before any face is swapped, and only where the weight asks for them. */
        async look({ frame }, faces) {
          if (targetShare(weight) === 0 || model.balance === 'none') return;
          for (const face of faces) {
            const target = await models.get(recognizerRole, recognizerName).embed(frame, face.points);
            if (target === undefined) face.skipped = 'model-output';
            else targets.set(face, target);
          }
        },
        async change(work, face) {
          const identity = await identityFor(face);
          const target = targets.get(face);
          const raw = model.balance === 'raw';
          const source = target === undefined ? identity : balancedEmbedding(identity, target, weight, raw);
          const run = () => model.swap(source);
          const how = { name, model, masker, boost, blend: 1, rounded: false, colourMatch, run };
          return pasteModelFace(work, face, how);
        },
      },
    };
  },
  check({ model, pixelBoost }) {
    const size = swappers.find(({ name }) => name === model)?.size;
    if (pixelBoost === undefined || size === undefined || pixelBoost % size === 0) return;
    const expected = `a multiple of the ${size} pixels of ${model}`;
    throw permanent('TASK_INVALID', `pixelBoost is ${pixelBoost}; expected ${expected}, such as ${2 * size}.`);
  },
} satisfies Processor<'swap'>;
