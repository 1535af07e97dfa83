import type { FaceTask } from '../../contract/face-task.ts';
import { givesIdentity } from '../../contract/processors.ts';
import { permanent } from '../errors.ts';
import { checkSteps } from './check-steps.ts';

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
