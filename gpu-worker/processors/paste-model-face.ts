import type { StepOnFaces } from '../../contract/processors/processors.ts';
import type { TargetFace } from '../faces/face-stages.ts';
import { templatePoints } from '../faces/templates.ts';
import type { FaceMasker } from '../masks/face-mask.ts';
import { skinWeights } from '../masks/skin-weights.ts';
import type { FaceModel } from '../models/face-model.ts';
import { alignFace } from './align-face.ts';
import { matchColours, skinColours } from './colour-match.ts';
import type { FaceWork } from './processor.ts';

/** A face larger than its model: cut into pictures of every nth pixel, each run alone, and put together again. */
export interface PixelBoost {
  /** Side of the face, pixels. */
  readonly size: number;
  /** Planes red, green, blue, `3 * size * size` values, 0..255, to be filled before every run. */
  readonly crop: Float32Array;
  /**
   * @param run the model on the crop that lies in it; undefined when it gave no usable numbers, and then so is the whole
   * @returns the new face as planes of `size`, valid until the next run
   */
  run(run: () => Promise<Float32Array | undefined>): Promise<Float32Array | undefined>;
}

interface FaceModelRun {
  readonly name: StepOnFaces['name'];
  readonly model: FaceModel;
  readonly masker: FaceMasker;
  /** Makes a larger face than the model's own. */
  readonly boost?: PixelBoost | undefined;
  /** Share of the result over the frame as it was, 0..1. */
  readonly blend: number;
  /** Whether FaceFusion rounds the new face before it blends it. */
  readonly rounded: boolean;
  /** How far the new face's colours are moved to the target's skin, 0..1. Absent: not at all. */
  readonly colourMatch?: number | undefined;
  /** The new face for the crop that lies in the model, planes red, green, blue of 0..255; undefined without one. */
  readonly run: () => Promise<Float32Array | undefined>;
}

/** Align, model, mask, paste: what every processor that works by a model of aligned faces does with one face. */
export async function pasteModelFace({ frame, timings }: FaceWork, face: TargetFace, how: FaceModelRun): Promise<void> {
  const { model, masker, blend, rounded } = how;
  const { size, crop } = how.boost ?? model;
  const matrix = alignFace(face, templatePoints(model.template, size));
  if (matrix === undefined) {
    face.skipped = 'too-small';
    return;
  }
  frame.warpCrop(matrix, size, crop);
  const ofTarget = await masker.ofTarget(face, matrix, crop, size);
  // Measured now: the model's run overwrites the crop.
  const skin = how.colourMatch && ofTarget ? skinWeights(face, matrix, ofTarget, size) : undefined;
  const wanted = skin && skinColours(crop, skin);
  const pixels = ofTarget && (await (how.boost?.run(how.run) ?? how.run()));
  const modelEndedAt = performance.now();
  const mask = pixels && (await masker.combined(ofTarget, pixels, size));
  if (pixels === undefined || mask === undefined) {
    face.skipped = 'model-output';
    return;
  }
  // Where next to no skin lies under the masks there is nothing to match, and next to nothing to see of it.
  // After the masks: a parser looks at the face as the model made it.
  const own = skin && wanted && skinColours(pixels, skin);
  if (own && wanted) matchColours(pixels, own, wanted, how.colourMatch ?? 0);
  const box = frame.pasteFace({ crop: pixels, size, mask, matrix, blend, rounded });
  timings.pasteMs += performance.now() - modelEndedAt;
  if (box === undefined) {
    face.skipped = 'too-small';
    return;
  }
  face.applied.push(how.name);
  face.pasteBoxes.push(box);
  face.lastMask = { mask, size, matrix };
}
