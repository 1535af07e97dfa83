import { type ModelFile, openModel } from '../../models/model-contract.ts';
import type { Normalisation } from '../../models/model-facts.ts';
import { pictureInput } from '../../models/picture-input.ts';
import { defineRole } from '../../models/role.ts';
import { saysNothing } from '../../models/says-nothing.ts';
import type { ColourGuess } from './merge-colours.ts';

export interface ColouriserFacts {
  /** One answers a and b of L*a*b*, the other red, green and blue. */
  readonly kind: 'ddcolor' | 'deoldify';
  readonly normalisation: Normalisation;
}

/** Guesses the colours of a grey picture. */
interface Colouriser {
  /** Whether the picture it sees is resized in whole levels or in fine ones. */
  readonly steps: 'whole' | 'fine';
  /** The only side of a picture that the file takes, pixels; absent where it takes every one. */
  readonly side?: number;
  /**
   * @param grey `size * size` levels, 0..255, upright
   * @returns valid until the next run; undefined when the model gave no usable numbers (a picture of one level may come
   *   out as one colour)
   */
  guess(grey: Float32Array, size: number): Promise<ColourGuess | undefined>;
  close(): Promise<void>;
}

/**
 * Loads a colouriser: where its numbers come from is said in `colourising.ts`.
 * @throws MODEL_CORRUPT, MODEL_CONTRACT, PROVIDER_UNAVAILABLE (permanent)
 */
export async function openColouriser(
  { kind, normalisation }: ColouriserFacts,
  ...from: ModelFile
): Promise<Colouriser> {
  const planes = kind === 'ddcolor' ? 2 : 3;
  const contract = {
    inputs: [{ name: 'input', dims: [1, 3, 'any', 'any'] }],
    outputs: [{ dims: [1, planes, 'any', 'any'] }],
  } as const;
  const session = await openModel(contract, ...from);
  const side = session.inputs[0]?.dims[2];
  let picture = pictureInput(0, normalisation);
  return {
    steps: kind === 'ddcolor' ? 'fine' : 'whole',
    ...(typeof side === 'number' ? { side } : {}),
    async guess(grey, size) {
      const plane = size * size;
      if (picture.planes.length !== 3 * plane) picture = pictureInput(size, normalisation);
      for (let channel = 0; channel < 3; channel += 1) picture.planes.set(grey, channel * plane);
      picture.feed();
      const [output] = await session.run({ input: picture.tensor });
      if (output === undefined || output.length !== planes * plane) return undefined;
      if (saysNothing(output) && !(saysNothing(grey) && Number.isFinite(output[0]))) return undefined;
      return { kind: kind === 'ddcolor' ? 'ab' : 'rgb', planes: output, size };
    },
    close: () => session.close(),
  };
}

export const colouriserRole = defineRole('colouriser', openColouriser, {
  section: '§7',
  shown: () => 'the side that was asked for',
});
