import type { FaceModel } from '../../models/face-model.ts';
import { putPhase, takePhase } from './polyphase.ts';

/** A face larger than its model: cut into pictures of every nth pixel, each run alone, and put together again. */
export interface PixelBoost {
  /** Side of the face, pixels. */
  readonly size: number;
  /** Planes red, green, blue, `3 * size * size` values, 0..255, to be filled before every run. */
  readonly crop: Float32Array;
  /**
   * @param run the model on the crop that lies in it; undefined when it gave no usable numbers, and then so is the whole
   * @returns the new face as planes of `size`, valid until the next run
   */
  run(run: () => Promise<Float32Array | undefined>): Promise<Float32Array | undefined>;
}

/** @param size a multiple of the model's own */
export function openPixelBoost(model: FaceModel, size: number): PixelBoost {
  const step = size / model.size;
  const crop = new Float32Array(3 * size * size);
  const made = new Float32Array(crop.length);
  return {
    size,
    crop,
    async run(run) {
      for (let row = 0; row < step; row += 1) {
        for (let column = 0; column < step; column += 1) {
          takePhase(crop, model.crop, model.size, step, [row, column]);
          const pixels = await run();
          if (pixels === undefined) return undefined;
          putPhase(made, pixels, model.size, step, [row, column]);
        }
      }
      return made;
    },
  };
}
