import type { FaceTask } from '../../contract/face-task.ts';
import { resizesFrames } from '../../contract/processors.ts';
import type { Limits } from '../../contract/task-options.ts';
import { permanent } from '../errors.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import { enlargedLayout } from '../pixels/frame-layout.ts';
import { upscalers } from './upscale/enlarging.ts';

/**
 * The layout in which frames leave a task's processors.
 * @throws SOURCE_TOO_LARGE when an upscaler would make more than the limits of a picture
 */
export function outputLayout(layout: FrameLayout, processors: FaceTask['processors'], limits: Limits): FrameLayout {
  const scale = enlargement(processors);
  if (scale === 1) return layout;
  const large = enlargedLayout(layout, scale);
  const { width, height } = large;
  if (Math.max(width, height) > limits.maxSidePx || width * height > limits.maxPixels) {
    const most = `${limits.maxSidePx} pixels a side and ${limits.maxPixels} in all`;
    const message = `Enlarged by ${scale} the source would have ${width}×${height} pixels; the most is ${most}.`;
    throw permanent('SOURCE_TOO_LARGE', message);
  }
  return large;
}

/** How many times wider and higher a task's processors make frames. */
export const enlargement = (processors: FaceTask['processors']): number =>
  processors.reduce((product, step) => product * (resizesFrames(step) ? scaleOf(step.model) : 1), 1);

const scaleOf = (upscaler: string): number => upscalers.find(({ name }) => name === upscaler)?.scale ?? 1;
