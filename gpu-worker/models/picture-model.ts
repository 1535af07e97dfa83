import type { ModelSession } from '../inference/model-session.ts';
import { type ModelContract, type ModelFile, openModel } from './model-contract.ts';
import type { PictureFacts } from './model-facts.ts';
import { pictureInput } from './picture-input.ts';

/** A model that is shown a picture and nothing else. */
interface PictureModel extends Pick<ModelSession, 'shapeOf' | 'close'> {
  /** Planes red, green, blue of `size * size` values, 0..255, to be filled before every run. */
  readonly planes: Float32Array;
  /** As a session's. @param picture planes to be shown instead, left as they are */
  run(picture?: Float32Array): Promise<Float32Array[]>;
}

/** Loads a model whose only input is its picture. Throws as {@link openModel} does. */
export async function openPictureModel(
  { size, normalisation }: PictureFacts,
  answers: Omit<ModelContract, 'inputs'>,
  from: ModelFile,
): Promise<PictureModel> {
  const { planes, tensor, feed } = pictureInput(size, normalisation);
  const session = await openModel({ inputs: [{ name: 'input', dims: tensor.dims }], ...answers }, ...from);
  const feeds = { input: tensor };
  return {
    planes,
    async run(picture) {
      feed(picture);
      return session.run(feeds);
    },
    shapeOf: session.shapeOf,
    close: session.close,
  };
}
