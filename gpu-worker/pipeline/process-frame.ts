import { permanent } from '../errors.ts';
import { boxMask } from '../face/box-mask.ts';
import type { DetectedFace } from '../face/detected-face.ts';
import { balancedEmbedding, targetShare } from '../face/embedding.ts';
import type { FramePixels } from '../face/frame-pixels.ts';
import { type AffineMatrix, isFiniteMatrix, type PixelBox } from '../face/geometry.ts';
import { largeToSmall } from '../face/select-faces.ts';
import { fitSimilarity } from '../face/similarity.ts';
import { templatePoints } from '../face/templates.ts';
import type { FaceModel } from '../models/face-model.ts';
import type { FaceModels } from '../models/face-models.ts';
import type { FaceOutcome, FrameOutcome, FrameRecipe, FrameTimings } from './frame-engine-types.ts';

type Processor = FrameRecipe['processors'][number];

/** A face while its frame is worked on. */
interface TargetFace extends DetectedFace {
  readonly selected: boolean;
  readonly applied: Processor['name'][];
  readonly pasteBoxes: PixelBox[];
  skipped?: NonNullable<FaceOutcome['skipped']>;
}

/** The recipe with what is the same in all frames worked out: identities by swapper. */
export interface PreparedRecipe extends FrameRecipe {
  readonly identities: ReadonlyMap<string, Float32Array>;
}

/** Prepares the identity for every swapper of a recipe. Throws INTERNAL when there is none. */
export function prepareRecipe(models: FaceModels, recipe: FrameRecipe): PreparedRecipe {
  const identities = new Map<string, Float32Array>();
  for (const { name, model } of recipe.processors) {
    if (name !== 'swap') continue;
    if (recipe.identity === undefined) throw permanent('INTERNAL', 'A swap was asked for without an identity.');
    identities.set(model, models.swapper(model).prepareIdentity(recipe.identity));
  }
  return { ...recipe, identities };
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
  const timings = { detectMs: 0, swapMs: 0, enhanceMs: 0, pasteMs: 0, inferenceMs: 0 };
  const faces = largeToSmall(detected).map((face, rank): TargetFace => {
    const selected = recipe.analysis.faces === 'many' || rank === 0;
    return { ...face, selected, applied: [], pasteBoxes: [], ...(selected ? {} : { skipped: 'not-selected' }) };
  });
  const targets = faces.filter(({ selected }) => selected);
  const startedAt = performance.now();
  const sources = await sourcesFor(models, frame, targets, recipe);
  timings.swapMs += performance.now() - startedAt;
  for (const processor of recipe.processors) {
    for (const face of targets) await processFace(models, frame, face, processor, sources, timings);
  }
  timings.inferenceMs = models.clock.elapsedMs - modelsBefore;
  return { faces: faces.map(outcomeOf), timings };
}

/** The identity a face gets from a swap processor. */
type Sources = (face: TargetFace, processor: Processor) => Float32Array | undefined;

/** Target embeddings are taken before any face is swapped, and only where a weight asks for them. */
async function sourcesFor(
  models: FaceModels,
  frame: FramePixels,
  targets: readonly TargetFace[],
  recipe: PreparedRecipe,
): Promise<Sources> {
  const balanced = recipe.processors.some(({ name, weight }) => name === 'swap' && targetShare(weight) !== 0);
  const embeddings = new Map<TargetFace, Float32Array>();
  if (balanced) {
    for (const face of targets) embeddings.set(face, await models.recognizer().embed(frame, face.points));
  }
  return (face, { model, weight }) => {
    const identity = recipe.identities.get(model);
    const target = embeddings.get(face);
    if (identity === undefined || target === undefined || targetShare(weight) === 0) return identity;
    return balancedEmbedding(identity, target, weight);
  };
}

type MutableTimings = { -readonly [Name in keyof FrameTimings]: FrameTimings[Name] };

/** Align, model, mask, paste: one processor on one face. */
async function processFace(
  models: FaceModels,
  frame: FramePixels,
  face: TargetFace,
  processor: Processor,
  sources: Sources,
  timings: MutableTimings,
): Promise<void> {
  const startedAt = performance.now();
  const swapping = processor.name === 'swap';
  const model = swapping ? models.swapper(processor.model) : models.enhancer(processor.model);
  const matrix = alignFace(face, model);
  if (matrix === undefined) {
    face.skipped = 'too-small';
    return;
  }
  frame.warpCrop(matrix, model.size, model.crop);
  const pixels = await runModel(models, face, processor, sources);
  const modelEndedAt = performance.now();
  timings[swapping ? 'swapMs' : 'enhanceMs'] += modelEndedAt - startedAt;
  if (pixels === undefined) {
    face.skipped = 'model-output';
    return;
  }
  const box = frame.pasteFace({
    crop: pixels,
    size: model.size,
    mask: boxMask(model.size, processor.mask),
    matrix,
    blend: processor.name === 'enhance' ? processor.blend / 100 : 1,
    rounded: !swapping,
  });
  timings.pasteMs += performance.now() - modelEndedAt;
  if (box === undefined) {
    face.skipped = 'too-small';
    return;
  }
  face.applied.push(processor.name);
  face.pasteBoxes.push(box);
}

/** Stored frame pixels to crop pixels; undefined when the five points coincide. */
function alignFace(face: DetectedFace, model: FaceModel): AffineMatrix | undefined {
  const matrix = fitSimilarity(face.points, templatePoints(model.template, model.size));
  const usable = isFiniteMatrix(matrix) && (matrix[0] !== 0 || matrix[1] !== 0);
  return usable ? matrix : undefined;
}

/** The new face for the crop that lies in the model, as planes red, green, blue of 0..255. */
async function runModel(
  models: FaceModels,
  face: TargetFace,
  processor: Processor,
  sources: Sources,
): Promise<Float32Array | undefined> {
  if (processor.name === 'enhance') return models.enhancer(processor.model).enhance(processor.weight);
  const identity = sources(face, processor);
  return identity === undefined ? undefined : models.swapper(processor.model).swap(identity);
}

function outcomeOf({ box, score, applied, pasteBoxes, skipped }: TargetFace): FaceOutcome {
  return { box, score, applied, pasteBoxes, ...(skipped === undefined ? {} : { skipped }) };
}
