import type { FaceTask } from '../../contract/face-task.ts';
import { givesIdentity, type Step, worksOnFaces } from '../../contract/processors/processors.ts';
import { permanent } from '../errors.ts';
import { landmarkersOf } from '../finding/best-landmarks.ts';
import { classifierName, classifierRole } from '../finding/classifier.ts';
import { detectorRole } from '../finding/detector.ts';
import { detectorsOf } from '../finding/face-finder.ts';
import { landmarkerRole } from '../finding/landmarker.ts';
import { estimatorName, estimatorRole } from '../finding/point-estimator.ts';
import { recognizerName, recognizerRole } from '../finding/recognizer.ts';
import { occluderRole } from '../masks/occluder.ts';
import { parserRole } from '../masks/parser.ts';
import { type ModelRow, type NeededModel, neededModel, type OpenModel, type RoleOf } from '../models/role.ts';
import { catalog, modelNamed } from './catalog.ts';
import { processorOf } from './processors.ts';
import { unknownModelText, unknownNameText } from './unknown-model.ts';

/**
 * The models a task cannot do without, each once, detectors first. A detector only where faces are worked on, a
 * recognizer only where somebody is swapped or faces are told apart, a classifier only where a selector asks for it.
 * @throws NOT_SUPPORTED for a model Faceline does not know
 */
export function neededModels(
  task: Pick<FaceTask, 'analysis' | 'processors'> & Partial<Pick<FaceTask, 'identities'>>,
): NeededModel[] {
  const { detector, landmarker } = task.analysis;
  const needed: ModelRow[] = [];
  const need = (role: RoleOf<OpenModel>, ...names: readonly string[]): void =>
    void needed.push(...names.map((name) => rowOf(role.name, name)));
  // An identity map may blur faces although no processor works on them.
  if (task.processors.some(worksOnFaces) || task.analysis.tracks === true || (task.identities?.length ?? 0) > 0) {
    need(detectorRole, ...detectorsOf(detector.model));
    const looks = landmarker !== 'none' && landmarker !== estimatorName;
    if (looks) need(landmarkerRole, ...landmarkersOf(landmarker));
    // A landmarker is turned to the angle that the estimated points show.
    if (landmarker !== 'none' || task.processors.some(hasAreaMask)) need(estimatorRole, estimatorName);
    if (task.analysis.select !== undefined) need(classifierRole, classifierName);
  }
  const tellsApart = task.identities?.some(({ target }) => target !== 'all') === true;
  if (tellsApart || task.processors.some(givesIdentity)) need(recognizerRole, recognizerName);
  for (const step of task.processors) {
    const { modelRole } = processorOf(step);
    if (modelRole !== undefined && 'model' in step) need(modelRole, step.model);
    if (!('mask' in step)) continue;
    const { occlusion, region } = step.mask;
    if (occlusion !== undefined) need(occluderRole, occlusion.model);
    if (region !== undefined) need(parserRole, region.model);
  }
  return withNeeds(needed);
}

/** Models by their names alone, each once, with those they need. Throws NOT_SUPPORTED for one that does not run here. */
export const modelsNamed = (names: readonly string[]): NeededModel[] => withNeeds(names.map(rowNamed));

/** With what they are of no use without, each once. */
function withNeeds(models: readonly ModelRow[]): NeededModel[] {
  const all = models.flatMap((model) => [...model.needs.map(rowNamed), model]);
  return [...new Set(all)].map(neededModel);
}

function rowNamed(name: string): ModelRow {
  const row = modelNamed(name);
  if (row !== undefined) return row;
  const known = catalog.map((model) => model.name);
  throw permanent('NOT_SUPPORTED', unknownNameText(name, known));
}

/** The row of a model of a role. Throws NOT_SUPPORTED where there is none. */
export function rowOf(role: string, name: string): ModelRow {
  const row = modelNamed(name);
  if (row?.role === role) return row;
  throw permanent('NOT_SUPPORTED', unknownModelText(role, name));
}

const hasAreaMask = (step: Step): boolean => 'mask' in step && step.mask.area !== undefined;
