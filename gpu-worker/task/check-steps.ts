import type { FaceTask } from '../../contract/face-task.ts';
import { resizesFrames } from '../../contract/processors.ts';
import { modelNamed } from '../catalog/catalog.ts';
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
    if (step.name !== 'swap' || step.pixelBoost === undefined) continue;
    const facts = modelNamed(step.model);
    if (facts?.role !== 'swapper' || step.pixelBoost % facts.size === 0) continue;
    const expected = `a multiple of the ${facts.size} pixels of ${step.model}`;
    throw permanent(
      'TASK_INVALID',
      `pixelBoost is ${step.pixelBoost}; expected ${expected}, such as ${2 * facts.size}.`,
    );
  }
}
