import { clampLevel } from '../face/clamp.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { UpscalerFacts } from './catalog.ts';
import { openModel } from './model-contract.ts';
import { saysNothing } from './says-nothing.ts';

/** Enlarges tiles of a frame. */
export interface Upscaler {
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

/** Loads an upscaler of Real-ESRGAN's kind (model contracts, §7). Throws MODEL_CORRUPT, MODEL_CONTRACT, PROVIDER_UNAVAILABLE. */
export async function openUpscaler(
  { tile, scale }: UpscalerFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Upscaler> {
  const [side] = tile;
  const dims = [1, 3, side, side];
  const large = scale * side;
  const contract = { inputs: [{ name: 'input', dims }], outputs: [{ dims: [1, 3, large, large] }] };
  const session = await openModel(path, contract, settings, clock);
  const input = new Float32Array(3 * side * side);
  const feeds = { input: { data: input, dims } };
  return {
    tile,
    scale,
    async enlarge(pixels) {
      for (let i = 0; i < input.length; i += 1) input[i] = pixels[i]! / 255;
      const [output] = await session.run(feeds);
      if (output === undefined || output.length !== 3 * large * large) return undefined;
      if (saysNothing(output) && !(saysNothing(pixels) && Number.isFinite(output[0]))) return undefined;
      for (let i = 0; i < output.length; i += 1) output[i] = clampLevel(output[i]! * 255);
      return output;
    },
    close: () => session.close(),
  };
}
