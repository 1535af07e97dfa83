import { type FaceModel, type FaceModelFacts, toLevels, usablePixels } from '../../models/face-model.ts';
import { type ModelFile, openModel } from '../../models/model-contract.ts';
import { pictureInput } from '../../models/picture-input.ts';
import { defineRole } from '../../models/role.ts';

interface Enhancer extends FaceModel {
  /**
   * Restores the face in `crop`. Returns planes red, green, blue of whole 0..255, valid until the next run; undefined
   * when the model gave no usable numbers.
   * @param weight fidelity 0..1, for models that have such an input
   */
  enhance(weight: number): Promise<Float32Array | undefined>;
}

interface EnhancerFacts extends FaceModelFacts {
  /** It has an input for how near the face it was shown its answer is to stay. */
  readonly weighted?: true;
}

/** Loads a face enhancer of GFPGAN's kind. Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
export async function openEnhancer(
  { size, template, normalisation, output: range }: EnhancerFacts,
  ...from: ModelFile
): Promise<Enhancer> {
  const picture = pictureInput(size, normalisation);
  const contract = {
    inputs: [
      { name: 'input', dims: picture.tensor.dims },
      { name: 'weight', type: 'float64', dims: [1], optional: true },
    ],
    outputs: [{ dims: [1, 3, size, size] }],
  };
  const session = await openModel(contract, ...from);
  const weighted = session.inputs.some(({ name }) => name === 'weight');
  const fidelity = new Float64Array(1);
  const input = picture.tensor;
  const feeds = weighted ? { input, weight: { data: fidelity, dims: [1] } } : { input };
  return {
    template,
    size,
    crop: picture.planes,
    async enhance(weight) {
      fidelity[0] = weight;
      picture.feed();
      const [output] = await session.run(feeds);
      const pixels = output && usablePixels(output, ...toLevels[range]);
      if (pixels !== undefined) for (let i = 0; i < pixels.length; i += 1) pixels[i] = Math.round(pixels[i]!);
      return pixels;
    },
    close: () => session.close(),
  };
}

export const enhancerRole = defineRole('enhancer', openEnhancer, { section: '§7' });
