import type { FaceTask } from '../../contract/face-task.ts';
import { givesIdentity, resizesFrames } from '../../contract/processors/processors.ts';
import { processorOf } from '../catalog/processors.ts';
import { permanent } from '../errors.ts';

/**
 * Refuses what the contract can say and makes no sense, before anything is fetched.
 * @throws TASK_INVALID
 */
export function refuseUnsupported(task: FaceTask): void {
  checkSteps(task);
  if (task.processors.some(givesIdentity) && task.identities.length === 0) {
    throw permanent('TASK_INVALID', 'A swap needs to know whom the faces become: identities is empty.');
  }
}

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
