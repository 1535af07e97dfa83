import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import { openModel } from '../models/model-contract.ts';
import type { PictureFacts } from '../models/model-facts.ts';
import { pictureInput } from '../models/picture-input.ts';
import { defineRole } from '../models/role.ts';
import { saysNothing } from '../models/says-nothing.ts';
import { resizePlanes } from '../pixels/resize-plane.ts';
import { softenMask } from './soft-mask.ts';

export interface Occluder {
  /**
   * Where a crop shows the face itself and nothing before it.
   * @param crop planes red, green, blue of the target, `3 * size * size` values, 0..255
   * @returns `size * size` values 0..1; undefined when the model gave no usable numbers
   */
  mask(crop: Float32Array, size: number): Promise<Float32Array | undefined>;
  close(): Promise<void>;
}

/**
 * Loads an occluder of xseg's kind (docs/model-contracts.md §5).
 * @throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE
 */
export async function openOccluder(
  { size: side, normalisation }: PictureFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Occluder> {
  const picture = pictureInput(side, normalisation);
  const contract = { inputs: [{ name: 'input', dims: picture.tensor.dims }], outputs: [{ dims: [1, side, side, 1] }] };
  const session = await openModel(path, contract, settings, clock);
  const feeds = { input: picture.tensor };
  return {
    async mask(crop, size) {
      picture.feed(resizePlanes(crop, size, side));
      const [output] = await session.run(feeds);
      if (output === undefined || saysNothing(output)) return undefined;
      const clipped = output.map((value) => Math.min(1, Math.max(0, value)));
      return softenMask(resizePlanes(clipped, side, size), size);
    },
    close: () => session.close(),
  };
}

export const occluderRole = defineRole('occluder', openOccluder, { section: '§5' });
