import type { FaceModel } from '../../models/face-model.ts';
import type { PixelBoost } from '../paste-model-face.ts';
import { putPhase, takePhase } from './polyphase.ts';

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
