import type { ModelFile } from '../models/model-contract.ts';
import type { PictureFacts } from '../models/model-facts.ts';
import { openPictureModel } from '../models/picture-model.ts';
import { defineRole } from '../models/role.ts';
import { saysNothing } from '../models/says-nothing.ts';
import { resizePlanes } from '../pixels/resize-plane.ts';
import { softenMask } from './soft-mask.ts';

interface Occluder {
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
export async function openOccluder(facts: PictureFacts, ...from: ModelFile): Promise<Occluder> {
  const side = facts.size;
  const { run, close } = await openPictureModel(facts, { outputs: [{ dims: [1, side, side, 1] }] }, from);
  return {
    async mask(crop, size) {
      const [output] = await run(resizePlanes(crop, size, side));
      if (output === undefined || saysNothing(output)) return undefined;
      const clipped = output.map((value) => Math.min(1, Math.max(0, value)));
      return softenMask(resizePlanes(clipped, side, size), size);
    },
    close,
  };
}

export const occluderRole = defineRole('occluder', openOccluder, { section: '§5' });
