import type { FaceTask } from '../../contract/face-task.ts';
import { permanent } from '../errors.ts';
import { findInCatalog, namesOfRole, recognizerName } from './catalog.ts';
import type { ModelRole } from './resolved-model.ts';

export interface NeededModel {
  readonly role: ModelRole;
  readonly name: string;
}

/**
 * The models a task cannot do without, each once, detector first. A recognizer only where somebody is swapped.
 * @throws NOT_SUPPORTED for a landmarker or a model Faceline does not know
 */
export function neededModels(task: Pick<FaceTask, 'analysis' | 'processors'>): NeededModel[] {
  if (task.analysis.landmarker !== 'none') {
    throw permanent(
      'NOT_SUPPORTED',
      `Landmarker "${task.analysis.landmarker}": this version aligns faces by the detector's five points; ask for "none".`,
    );
  }
  const needed: NeededModel[] = [{ role: 'detector', name: task.analysis.detector.model }];
  if (task.processors.some(({ name }) => name === 'swap')) needed.push({ role: 'recognizer', name: recognizerName });
  for (const { name, model } of task.processors) {
    const role = name === 'swap' ? 'swapper' : 'enhancer';
    if (!needed.some((other) => other.role === role && other.name === model)) needed.push({ role, name: model });
  }
  for (const { role, name } of needed) {
    if (findInCatalog(role, name) === undefined) {
      const known = namesOfRole(role).join(', ');
      throw permanent('NOT_SUPPORTED', `There is no ${role} "${name}"; this version runs ${known}.`);
    }
  }
  return needed;
}
