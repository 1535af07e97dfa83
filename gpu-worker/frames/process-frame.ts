import { choosingOptions } from '../../contract/options/choosing.ts';
import type { Step } from '../../contract/processors/processors.ts';
import { blur, processorOf } from '../catalog/processors.ts';
import type { DetectedFace } from '../faces/detected-face.ts';
import type { FaceOutcome, FaceTreatment, TargetFace, ToldFace } from '../faces/face-stages.ts';
import { orderFaces } from '../faces/select-faces.ts';
import { isPassedOver } from '../finding/select-by-traits.ts';
import type { FaceModels } from '../models/loaded-models.ts';
import { type FrameLayout, frameBytes } from '../pixels/frame-layout.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import type { PixelBox } from '../pixels/geometry.ts';
import type { FrameRecipe } from '../processors/frame-recipe.ts';
import type { ReadyStep, WorkTimings } from '../processors/processor.ts';
import type { FrameOutcome, FrameWork } from './frame-engine-types.ts';

const { faceOrder } = choosingOptions;

/** The recipe with what is the same in all frames worked out. */
export interface PreparedRecipe extends FrameRecipe {
  readonly steps: readonly (ReadyStep & Pick<Step, 'name'>)[];
}

/** Makes every step of a recipe ready. Throws as a processor's `ready` does. */
export function prepareRecipe(models: FaceModels, recipe: FrameRecipe): PreparedRecipe {
  const ready = (step: Step) => ({ name: step.name, ...processorOf(step).ready(step, models, recipe) });
  return { ...recipe, steps: recipe.processors.map(ready) };
}

/**
 * All the work on the faces of one frame, in place: every processor in its order, within it every selected face in
 * theirs; then the faces to blur. The geometry is that of the frame as it came, also for the second processor.
 * @returns with the faces as they were worked on, for {@link processWhole}
 * @param found as detected, or as told: then interpolated faces come first, and some may be kept, blurred or left alone
 * @param shown a stored box as a player shows it. Default: as it is stored
 */
export async function processFaces(
  models: FaceModels,
  frame: FramePixels,
  found: readonly (DetectedFace | ToldFace)[],
  recipe: PreparedRecipe,
  shown?: (box: PixelBox) => PixelBox,
): Promise<FrameOutcome & { readonly targets: readonly TargetFace[] }> {
  const modelsBefore = models.clock.elapsedMs;
  const timings: WorkTimings = { detectMs: 0, steps: {}, pasteMs: 0, inferenceMs: 0 };
  const sorted = orderFaces(found, recipe.analysis.order ?? faceOrder.default, shown);
  const first = sorted.find((face) => !isPassedOver(treatmentOf(face)));
  const faces = hiddenFirst(sorted).map((face): TargetFace => {
    const treatment = treatmentOf(face);
    const selected = recipe.analysis.faces === 'many' || face === first;
    const skipped = whyLeftAlone(treatment, selected);
    return { ...face, treatment, applied: [], pasteBoxes: [], ...(skipped ? { skipped } : {}) };
  });
  const wanted = faces.filter(({ skipped }) => skipped === undefined);
  const targets = wanted.filter(({ treatment }) => treatment !== 'blur');
  const work = { frame, timings };
  for (const { name, face } of recipe.steps) {
    if (face?.look !== undefined) await timed(timings, name, () => face.look?.(work, targets));
  }
  for (const { name, face } of recipe.steps) {
    if (face === undefined) continue;
    await timed(timings, name, async () => {
      // What one step could not do is left alone by those that follow.
      for (const target of targets) if (target.skipped === undefined) await face.change(work, target);
    });
  }
  for (const face of wanted) {
    if (face.treatment === 'blur') await timed(timings, blur.name, () => blur.change(work, face));
  }
  timings.inferenceMs = models.clock.elapsedMs - modelsBefore;
  return { faces: faces.map(outcomeOf), timings, targets: faces };
}

/**
 * The work on one whole frame, after its faces, step by step: may give it another layout.
 * @param memory the frame, and room for what it becomes
 * @param faces what {@link processFaces} made of them, for steps that draw
 * @returns the steps whose model gave no usable numbers
 */
export async function processWhole(
  memory: Uint8Array,
  layout: FrameLayout,
  { steps }: PreparedRecipe,
  faces: readonly TargetFace[],
  timings: WorkTimings,
): Promise<readonly FrameWork[]> {
  const unusable: FrameWork[] = [];
  // The layout stays until the last: a task whose frames grow before another step is refused before.
  for (const { name, frame, marks } of steps) {
    if (frame === undefined && marks === undefined) continue;
    await timed(timings, name, async () => {
      marks?.draw(memory.subarray(0, frameBytes(layout)), layout, faces);
      if ((await frame?.change(memory, layout)) === false) unusable.push(name);
    });
  }
  return unusable;
}

/** Runs a part of a step, and adds what it took to the step's time: what it pasted is counted for itself. */
async function timed(timings: WorkTimings, name: string, part: () => Promise<void> | undefined): Promise<void> {
  const { pasteMs } = timings;
  const startedAt = performance.now();
  await part();
  const tookMs = performance.now() - startedAt - (timings.pasteMs - pasteMs);
  timings.steps[name] = (timings.steps[name] ?? 0) + tookMs;
}

const treatmentOf = (face: DetectedFace | ToldFace): FaceTreatment =>
  'treatment' in face ? face.treatment : 'process';

function whyLeftAlone(treatment: FaceTreatment, selected: boolean): FaceOutcome['skipped'] {
  if (treatment === 'keep') return 'kept';
  if (treatment === 'unnamed') return 'no-identity';
  if (treatment === 'unselected') return 'not-selected';
  if (treatment === 'unclassified') return 'model-output';
  return selected ? undefined : 'not-selected';
}

/** Interpolated faces before the others; within each group the order stays. */
function hiddenFirst(faces: readonly (DetectedFace | ToldFace)[]): readonly (DetectedFace | ToldFace)[] {
  const hidden = faces.filter((face) => 'interpolated' in face && face.interpolated);
  return hidden.length === 0 ? faces : [...hidden, ...faces.filter((face) => !hidden.includes(face))];
}

function outcomeOf({ box, score, applied, pasteBoxes, skipped }: TargetFace): FaceOutcome {
  return { box, score, applied, pasteBoxes, ...(skipped === undefined ? {} : { skipped }) };
}
