import type { FaceTask } from '../../contract/face-task.ts';
import { permanent } from '../errors.ts';

/**
 * Refuses what the contract can say and this version does not run, before anything is fetched.
 * @throws NOT_SUPPORTED, TASK_INVALID
 */
export function refuseUnsupported(task: FaceTask): void {
  const swaps = task.processors.some(({ name }) => name === 'swap');
  const [first, ...others] = task.identities;
  if (swaps && first === undefined) {
    throw permanent('TASK_INVALID', 'A swap needs to know whom the faces become: identities is empty.');
  }
  if (first === undefined) return;
  if (others.length > 0 || first.target !== 'all' || typeof first.source !== 'object') {
    const asked = JSON.stringify(task.identities);
    const expected = '[{"target":"all","source":{"person":"…"}}]';
    throw permanent('NOT_SUPPORTED', `This version makes all faces one person: ${expected}; asked was ${asked}.`);
  }
}
