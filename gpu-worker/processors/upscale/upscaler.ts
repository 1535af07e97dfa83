import { toLevels } from '../../models/face-model.ts';
import type { ModelFile } from '../../models/model-contract.ts';
import type { Normalisation, OutputRange } from '../../models/model-facts.ts';
import { openPictureModel } from '../../models/picture-model.ts';
import { defineRole } from '../../models/role.ts';
import { saysNothing } from '../../models/says-nothing.ts';
import { clampLevel } from '../../pixels/clamp.ts';

interface UpscalerFacts {
  /** Side of a tile and FaceFusion's two paddings, pixels. */
  readonly tile: readonly [number, number, number];
  /** By how much it enlarges. */
  readonly scale: number;
  readonly normalisation: Normalisation;
  readonly output: OutputRange;
}

/** Enlarges tiles of a frame. */
interface Upscaler {
  readonly tile: UpscalerFacts['tile'];
  readonly scale: number;
  /**
   * @param tile planes red, green, blue of the tile's side squared, 0..255
   * @returns planes of `scale` times the side, 0..255 and not rounded, valid until the next run; undefined when the
   *   model gave no usable numbers (a tile of one colour may come out as one colour)
   */
  enlarge(tile: Float32Array): Promise<Float32Array | undefined>;
  close(): Promise<void>;
}

/**
 * Loads an upscaler of Real-ESRGAN's kind (docs/model-contracts.md §7).
 * @throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE
 */
export async function openUpscaler(
  { tile, scale, normalisation, output: range }: UpscalerFacts,
  ...from: ModelFile
): Promise<Upscaler> {
  const [side] = tile;
  const large = scale * side;
  const answer = { outputs: [{ dims: [1, 3, large, large] }] };
  const { run, close } = await openPictureModel({ size: side, normalisation }, answer, from);
  const [gain, shift] = toLevels[range];
  return {
    tile,
    scale,
    async enlarge(pixels) {
      const [output] = await run(pixels);
      if (output === undefined || output.length !== 3 * large * large) return undefined;
      if (saysNothing(output) && !(saysNothing(pixels) && Number.isFinite(output[0]))) return undefined;
      for (let i = 0; i < output.length; i += 1) output[i] = clampLevel(output[i]! * gain + shift);
      return output;
    },
    close,
  };
}

export const upscalerRole = defineRole('upscaler', openUpscaler, {
  section: '§7',
  shown: ({ tile: [side, border, margin], scale }) =>
    `tiles of ${side}, paddings ${border} and ${margin}; ${scale} times as large`,
});
