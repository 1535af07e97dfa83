import type { FaceTask } from '../../contract/face-task.ts';
import { givesIdentity, type Processor, worksOnFaces } from '../../contract/processors.ts';
import { permanent } from '../errors.ts';
import { bothLandmarkers } from '../finding/best-landmarks.ts';
import type { ModelRole } from '../models/resolved-model.ts';
import {
  catalog,
  classifierName,
  detectorsOf,
  estimatorName,
  findInCatalog,
  recognizerName,
  roleOfModel,
} from './catalog.ts';
import { unknownModelText, unknownNameText } from './unknown-model.ts';

export interface NeededModel {
  readonly role: ModelRole;
  readonly name: string;
}

/** The role of the model that a processor names; `transcode` and `debug` name none. */
const roleOf = { swap: 'swapper', enhance: 'enhancer', upscale: 'upscaler', colourise: 'colouriser' } as const;

/**
 * The models a task cannot do without, each once, detectors first. A detector only where faces are worked on, a
 * recognizer only where somebody is swapped or faces are told apart, a classifier only where a selector asks for it.
 * @throws NOT_SUPPORTED for a model Faceline does not know
 */
export function neededModels(
  task: Pick<FaceTask, 'analysis' | 'processors'> & Partial<Pick<FaceTask, 'identities'>>,
): NeededModel[] {
  const { detector, landmarker } = task.analysis;
  const needed: NeededModel[] = [];
  // An identity map may blur faces although no processor works on them.
  if (task.processors.some(worksOnFaces) || task.analysis.tracks === true || (task.identities?.length ?? 0) > 0) {
    for (const name of detectorsOf(detector.model)) needed.push({ role: 'detector', name });
    for (const name of landmarkersOf(landmarker)) needed.push({ role: 'landmarker', name });
    // The other landmarker is turned to the angle that the estimated points show.
    if (landmarker !== 'none' || task.processors.some(hasAreaMask)) {
      needed.push({ role: 'landmarker', name: estimatorName });
    }
    if (task.analysis.select !== undefined) needed.push({ role: 'classifier', name: classifierName });
  }
  const tellsApart = task.identities?.some(({ target }) => target !== 'all') === true;
  if (tellsApart || task.processors.some(givesIdentity)) {
    needed.push({ role: 'recognizer', name: recognizerName });
  }
  for (const step of task.processors) {
    if ('model' in step) needed.push({ role: roleOf[step.name], name: step.model });
    if (!('mask' in step)) continue;
    const { occlusion, region } = step.mask;
    if (occlusion !== undefined) needed.push({ role: 'occluder', name: occlusion.model });
    if (region !== undefined) needed.push({ role: 'parser', name: region.model });
  }
  return withNeeds(needed);
}

/** Models by their names alone, each once, with those they need. Throws NOT_SUPPORTED for one that does not run here. */
export function modelsNamed(names: readonly string[]): NeededModel[] {
  const named = names.map((name): NeededModel => {
    const row = catalog.find((model) => model.name === name);
    if (row !== undefined) return { role: row.role, name };
    const known = catalog.map((model) => model.name);
    throw permanent('NOT_SUPPORTED', unknownNameText(name, known));
  });
  return withNeeds(named);
}

/** With what they are of no use without, each once. */
function withNeeds(models: readonly NeededModel[]): NeededModel[] {
  const all = models.flatMap((model) => [...neededBy(model), model]);
  return [...new Map(all.map((model) => [`${model.role} ${model.name}`, model])).values()];
}

/** What a model of the catalogue is of no use without. Throws NOT_SUPPORTED for one that is not in it. */
function neededBy({ role, name }: NeededModel): NeededModel[] {
  const row = findInCatalog(role, name);
  if (row !== undefined) return row.needs.map((other) => ({ role: roleOfModel(other), name: other }));
  throw permanent('NOT_SUPPORTED', unknownModelText(role, name));
}

function landmarkersOf(landmarker: string): readonly string[] {
  if (landmarker === 'none') return [];
  return landmarker === bothLandmarkers ? ['2dfan4', 'peppa_wutz'] : [landmarker];
}

const hasAreaMask = (step: Processor): boolean => 'mask' in step && step.mask.area !== undefined;
