import type { FaceTask } from '../../contract/face-task.ts';
import { resizesFrames } from '../../contract/processors/processors.ts';
import { processorOf } from '../catalog/processors.ts';
import { permanent } from '../errors.ts';

/**
 * Refuses steps that do not fit together or their models.
 * @throws TASK_INVALID
 */
export function checkSteps({ processors }: Pick<FaceTask, 'processors'>): void {
  for (const [index, step] of processors.entries()) {
    if (resizesFrames(step) && index !== processors.length - 1) {
      throw permanent(
        'TASK_INVALID',
        `"${step.name}" has to be the last step: what follows works on frames of the source.`,
      );
    }
    processorOf(step).check?.(step);
  }
}
