import { processorOf } from '../../catalog/processors.ts';
import type { FrameWork } from '../../frames/frame-engine-types.ts';

const detecting = { modelRole: 'detector', withoutNumbers: 'none of its faces were found there' } as const;

/** That a model gave no usable numbers for some frames, if it did. */
export function unusableNote(work: FrameWork, count: number, frames: number): string[] {
  if (count === 0) return [];
  const { modelRole = 'model', withoutNumbers = 'they stayed as they were' } =
    work === 'detect' ? detecting : processorOf({ name: work });
  return [`The ${modelRole} gave no usable numbers for ${count} of ${frames} frames: ${withoutNumbers}.`];
}
