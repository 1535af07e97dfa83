import type { FaceMask } from '../../contract/processors/face-mask.ts';
import type { DetectedFace } from '../faces/detected-face.ts';
import { estimatorName, estimatorRole } from '../finding/point-estimator.ts';
import type { FaceModels } from '../models/loaded-models.ts';
import type { AffineMatrix } from '../pixels/geometry.ts';
import { areaMask } from './area-mask.ts';
import { boxMask } from './box-mask.ts';
import { occluderRole } from './occluder.ts';
import { parserRole } from './parser.ts';
import { leastMask } from './soft-mask.ts';

/** The masks of one processor: those of the target are made before its crop is overwritten, the others after. */
export interface FaceMasker {
  /**
   * Box, occlusion and area.
   * @param matrix stored frame pixels to crop pixels
   * @param crop the target's planes red, green, blue, `3 * size * size` values, 0..255
   * @returns undefined when a model gave no usable numbers
   */
  ofTarget(
    face: DetectedFace,
    matrix: AffineMatrix,
    crop: Float32Array,
    size: number,
  ): Promise<Float32Array[] | undefined>;
  /**
   * The least of those and of the region mask, which looks at the new face. Do not write into it.
   * @returns undefined when a model gave no usable numbers
   */
  combined(ofTarget: Float32Array[], newFace: Float32Array, size: number): Promise<Float32Array | undefined>;
}

/** Makes the masks of a step ready. Throws MODEL_NOT_FOUND when a model was not loaded. */
export function readyMask(mask: FaceMask, models: FaceModels): FaceMasker {
  const { box, occlusion, region, area } = mask;
  const occluder = occlusion && models.get(occluderRole, occlusion.model);
  const parser = region && models.get(parserRole, region.model);
  const estimator = area && models.get(estimatorRole, estimatorName);
  return {
    async ofTarget(face, matrix, crop, size) {
      const masks: (Float32Array | undefined)[] = [];
      if (box !== false) masks.push(boxMask(size, mask));
      if (occluder !== undefined) masks.push(await occluder.mask(crop, size));
      if (area !== undefined) {
        const points68 = face.points68 ?? (await estimator?.estimate(face.points));
        masks.push(points68 && areaMask(points68, area.areas, matrix, size));
      }
      return allThere(masks);
    },
    async combined(ofTarget, newFace, size) {
      const [only] = ofTarget;
      if (parser === undefined || region === undefined) return ofTarget.length === 1 ? only : leastMask(ofTarget);
      const parsed = await parser.mask(newFace, size, region.regions);
      return parsed && leastMask([...ofTarget, parsed]);
    },
  };
}

function allThere(masks: readonly (Float32Array | undefined)[]): Float32Array[] | undefined {
  const there = masks.filter((mask) => mask !== undefined);
  return there.length === masks.length ? there : undefined;
}
