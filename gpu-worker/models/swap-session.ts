import type { FaceTemplate } from '../face/templates.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import { type FaceModel, usablePixels } from './face-model.ts';
import { openModel } from './model-contract.ts';

/** What all swappers are: a model of a `target` picture and a `source`, which says who it is to become. */
export interface SwapSession extends FaceModel {
  /** The second input, to be filled before every run. */
  readonly source: Float32Array;
  /** Runs on what lies in `crop`, normalised by then, and in `source`. Undefined when the model gave no usable numbers. */
  run(): Promise<Float32Array | undefined>;
}

/**
 * Loads a swapper's file.
 * @param range of what it puts out for 0..255
 * @throws MODEL_CORRUPT, MODEL_CONTRACT, PROVIDER_UNAVAILABLE
 */
export async function openSwapSession(
  { size, template }: { readonly size: number; readonly template: FaceTemplate },
  sourceDims: readonly number[],
  range: '0..1' | '-1..1',
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<SwapSession> {
  const dims = [1, 3, size, size];
  const contract = {
    inputs: [
      { name: 'source', dims: sourceDims },
      { name: 'target', dims },
    ],
    outputs: [{ dims }],
  };
  const session = await openModel(path, contract, settings, clock);
  const crop = new Float32Array(3 * size * size);
  const source = new Float32Array(sourceDims.reduce((product, dim) => product * dim, 1));
  const feeds = { target: { data: crop, dims }, source: { data: source, dims: sourceDims } };
  return {
    template,
    size,
    crop,
    source,
    async run() {
      const [output] = await session.run(feeds);
      if (output === undefined) return undefined;
      return range === '0..1' ? usablePixels(output, 255, 0) : usablePixels(output, 127.5, 127.5);
    },
    close: () => session.close(),
  };
}
