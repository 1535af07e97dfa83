import type { faceRegions } from '../../contract/options/masks.ts';
import type { ModelFile } from '../models/model-contract.ts';
import type { PictureFacts } from '../models/model-facts.ts';
import { openPictureModel } from '../models/picture-model.ts';
import { defineRole } from '../models/role.ts';
import { saysNothing } from '../models/says-nothing.ts';
import { resizePlanes } from '../pixels/resize-plane.ts';
import { softenMask } from './soft-mask.ts';

export type FaceRegion = (typeof faceRegions)[number];

/** What a parser calls each region; 0 is the background. FaceFusion's numbers: see the parsers' rows. */
const regionClasses: Readonly<Record<FaceRegion, number>> = {
  skin: 1,
  'left-eyebrow': 2,
  'right-eyebrow': 3,
  'left-eye': 4,
  'right-eye': 5,
  glasses: 6,
  nose: 10,
  mouth: 11,
  'upper-lip': 12,
  'lower-lip': 13,
};
const classCount = 19;

interface Parser {
  /**
   * Where a crop shows one of these regions.
   * @param crop planes red, green, blue, `3 * size * size` values, 0..255
   * @returns `size * size` values 0..1; undefined when the model gave no usable numbers
   */
  mask(crop: Float32Array, size: number, regions: readonly FaceRegion[]): Promise<Float32Array | undefined>;
  close(): Promise<void>;
}

/**
 * Loads a parser of BiSeNet's kind (docs/model-contracts.md §5).
 * @throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE
 */
export async function openParser(facts: PictureFacts, ...from: ModelFile): Promise<Parser> {
  const side = facts.size;
  const { run, close } = await openPictureModel(facts, { outputs: [{ dims: [1, classCount, side, side] }] }, from);
  return {
    async mask(crop, size, regions) {
      const [scores] = await run(resizePlanes(crop, size, side));
      if (scores === undefined || saysNothing(scores)) return undefined;
      const wanted = new Set(regions.map((region) => regionClasses[region]));
      const inRegion = likeliest(scores, side * side).map((label) => (wanted.has(label) ? 1 : 0));
      return softenMask(resizePlanes(Float32Array.from(inRegion), side, size), size);
    },
    close,
  };
}

export const parserRole = defineRole('parser', openParser, { section: '§5' });

/** The class with the highest score at every pixel, the first of equals. */
function likeliest(scores: Float32Array, plane: number): Uint8Array {
  const labels = new Uint8Array(plane);
  const best = scores.slice(0, plane);
  for (let label = 1; label < classCount; label += 1) {
    for (let i = 0, at = label * plane; i < plane; i += 1, at += 1) {
      if (scores[at]! > best[i]!) {
        best[i] = scores[at]!;
        labels[i] = label;
      }
    }
  }
  return labels;
}
