import { boxMask } from '../../face/box-mask.ts';
import { templatePoints } from '../../face/templates.ts';
import type { FaceModel } from '../../models/face-model.ts';
import { alignFace } from './align-face.ts';
import type { FaceWork, Step, TargetFace } from './processor.ts';

interface FaceModelRun {
  readonly name: Step['name'];
  readonly model: FaceModel;
  readonly mask: Parameters<typeof boxMask>[1];
  /** Share of the result over the frame as it was, 0..1. */
  readonly blend: number;
  /** Whether FaceFusion rounds the new face before it blends it. */
  readonly rounded: boolean;
  readonly clock: 'swapMs' | 'enhanceMs';
  /** The new face for the crop that lies in the model, planes red, green, blue of 0..255; undefined without one. */
  readonly run: () => Promise<Float32Array | undefined>;
}

/** Align, model, mask, paste: what every processor that works by a model of aligned faces does with one face. */
export async function pasteModelFace({ frame, timings }: FaceWork, face: TargetFace, how: FaceModelRun): Promise<void> {
  const { model } = how;
  const startedAt = performance.now();
  const matrix = alignFace(face, templatePoints(model.template, model.size));
  if (matrix === undefined) {
    face.skipped = 'too-small';
    return;
  }
  frame.warpCrop(matrix, model.size, model.crop);
  const pixels = await how.run();
  const modelEndedAt = performance.now();
  timings[how.clock] += modelEndedAt - startedAt;
  if (pixels === undefined) {
    face.skipped = 'model-output';
    return;
  }
  const { blend, rounded } = how;
  const mask = boxMask(model.size, how.mask);
  const box = frame.pasteFace({ crop: pixels, size: model.size, mask, matrix, blend, rounded });
  timings.pasteMs += performance.now() - modelEndedAt;
  if (box === undefined) {
    face.skipped = 'too-small';
    return;
  }
  face.applied.push(how.name);
  face.pasteBoxes.push(box);
}
