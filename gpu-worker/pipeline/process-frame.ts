import type { DetectedFace } from '../face/detected-face.ts';
import type { FramePixels } from '../face/frame-pixels.ts';
import { largeToSmall } from '../face/select-faces.ts';
import type { FaceModels } from '../models/face-models.ts';
import type { FaceOutcome, FrameOutcome, FrameRecipe } from './frame-engine-types.ts';
import type { ReadyStep, TargetFace, WorkTimings } from './processors/processor.ts';
import { readyStep } from './processors/processors.ts';

/** The recipe with what is the same in all frames worked out. */
export interface PreparedRecipe extends FrameRecipe {
  readonly steps: readonly ReadyStep[];
}

/** Makes every processor of a recipe ready. Throws as {@link readyStep} does. */
export function prepareRecipe(models: FaceModels, recipe: FrameRecipe): PreparedRecipe {
  return { ...recipe, steps: recipe.processors.map((step) => readyStep(step, models, recipe)) };
}

/**
 * All the work on the detected faces of one frame, in place: every processor in its order, within it every selected
 * face, large to small. The geometry is that of the frame as it came, also for the second processor.
 */
export async function processFaces(
  models: FaceModels,
  frame: FramePixels,
  detected: readonly DetectedFace[],
  recipe: PreparedRecipe,
): Promise<FrameOutcome> {
  const modelsBefore = models.clock.elapsedMs;
  const timings: WorkTimings = { detectMs: 0, swapMs: 0, enhanceMs: 0, pasteMs: 0, inferenceMs: 0 };
  const faces = largeToSmall(detected).map((face, rank): TargetFace => {
    const selected = recipe.analysis.faces === 'many' || rank === 0;
    return { ...face, selected, applied: [], pasteBoxes: [], ...(selected ? {} : { skipped: 'not-selected' }) };
  });
  const targets = faces.filter(({ selected }) => selected);
  const work = { frame, timings };
  for (const { face } of recipe.steps) await face?.look?.(work, targets);
  for (const { face } of recipe.steps) {
    if (face !== undefined) for (const target of targets) await face.change(work, target);
  }
  timings.inferenceMs = models.clock.elapsedMs - modelsBefore;
  return { faces: faces.map(outcomeOf), timings };
}

function outcomeOf({ box, score, applied, pasteBoxes, skipped }: TargetFace): FaceOutcome {
  return { box, score, applied, pasteBoxes, ...(skipped === undefined ? {} : { skipped }) };
}
