import { enlargedLayout, frameBytes } from '../../pixels/frame-layout.ts';
import type { Processor } from '../processor.ts';
import { upscalers } from './enlarging.ts';
import { openTiledFrame } from './tiled-frame.ts';
import { upscalerRole } from './upscaler.ts';

/** Enlarges whole frames tile by tile. A frame of which the model makes nothing usable is enlarged plainly. */
export const upscale = {
  name: 'upscale',
  modelRole: upscalerRole,
  models: upscalers,
  withoutNumbers: 'they were enlarged without it',
  ready(step, models) {
    const model = models.get(upscalerRole, step.model);
    const blend = step.blend / 100;
    let source = new Uint8Array(0);
    return {
      frame: {
        async change(memory, layout) {
          const bytes = frameBytes(layout);
          if (source.length !== bytes) source = new Uint8Array(bytes);
          source.set(memory.subarray(0, bytes));
          const frame = openTiledFrame(source, layout, model);
          const into = { bytes: memory, layout: enlargedLayout(layout, model.scale) };
          let usable = true;
          for (const tile of frame.tiles) {
            const made = await model.enlarge(frame.read(tile));
            if (made === undefined) usable = false;
            if (!usable) break;
            frame.write(tile, made, blend, into);
          }
          if (!usable) for (const tile of frame.tiles) frame.write(tile, undefined, 0, into);
          return usable;
        },
      },
    };
  },
  enlarges: ({ model }) => upscalers.find(({ name }) => name === model)?.scale ?? 1,
} satisfies Processor<'upscale'>;
