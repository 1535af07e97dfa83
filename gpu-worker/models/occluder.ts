import { resizePlanes } from '../face/resize-plane.ts';
import { softenMask } from '../face/soft-mask.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { PictureFacts } from './catalog.ts';
import { openModel } from './model-contract.ts';
import { saysNothing } from './says-nothing.ts';

export interface Occluder {
  /**
   * Where a crop shows the face itself and nothing before it.
   * @param crop planes red, green, blue of the target, `3 * size * size` values, 0..255
   * @returns `size * size` values 0..1; undefined when the model gave no usable numbers
   */
  mask(crop: Float32Array, size: number): Promise<Float32Array | undefined>;
  close(): Promise<void>;
}

/** Loads an occluder of xseg's kind (model contracts, §5). Throws MODEL_CORRUPT, MODEL_CONTRACT, PROVIDER_UNAVAILABLE. */
export async function openOccluder(
  { size: side }: PictureFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Occluder> {
  const dims = [1, side, side, 3];
  const contract = { inputs: [{ name: 'input', dims }], outputs: [{ dims: [1, side, side, 1] }] };
  const session = await openModel(path, contract, settings, clock);
  const input = new Float32Array(3 * side * side);
  const feeds = { input: { data: input, dims } };
  return {
    async mask(crop, size) {
      const planes = resizePlanes(crop, size, side);
      const plane = side * side;
      for (let i = 0; i < plane; i += 1) {
        input[3 * i] = planes[i + 2 * plane]! / 255;
        input[3 * i + 1] = planes[i + plane]! / 255;
        input[3 * i + 2] = planes[i]! / 255;
      }
      const [output] = await session.run(feeds);
      if (output === undefined || saysNothing(output)) return undefined;
      const clipped = output.map((value) => Math.min(1, Math.max(0, value)));
      return softenMask(resizePlanes(clipped, side, size), size);
    },
    close: () => session.close(),
  };
}
