import { processorOf } from '../../catalog/processors.ts';
import { detectorRole } from '../../finding/detector.ts';
import type { FrameWork } from '../../frames/frame-engine-types.ts';

const detecting = { modelRole: detectorRole, withoutNumbers: 'none of its faces were found there' };

/** That a model gave no usable numbers for some frames, if it did. */
export function unusableNote(work: FrameWork, count: number, frames: number): string[] {
  if (count === 0) return [];
  const { modelRole, withoutNumbers = 'they stayed as they were' } =
    work === 'detect' ? detecting : processorOf({ name: work });
  return [
    `The ${modelRole?.name ?? 'model'} gave no usable numbers for ${count} of ${frames} frames: ${withoutNumbers}.`,
  ];
}
