import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { DetectedFace } from '../../../../gpu-worker/faces/detected-face.ts';
import { faceFinderNamed } from '../../../../gpu-worker/finding/face-finder.ts';
import { type PreparedRecipe, prepareRecipe, processFaces } from '../../../../gpu-worker/frames/process-frame.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import { chromaSize } from '../../../../gpu-worker/pixels/frame-layout.ts';
import type { PixelBox } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import {
  type GoldenClip,
  type GoldenFace,
  goldenClips,
  goldenFile,
  goldenPicture,
  layout720,
  pointsOf,
  readGolden,
  toBox,
} from '../../../helpers/media/golden.ts';
import { decodeFrame, psnrInBox, readRgb, yuvToRgb } from '../../../helpers/media/pixels.ts';
import { sharedFile, testWithFiles } from '../../../helpers/media/shared.ts';
import { cpu, sharedModels, taskWith } from '../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../helpers/models/open-models.ts';

const asDetected = (face: GoldenFace): DetectedFace => ({
  box: toBox(face.bounding_box),
  score: face.score,
  points: pointsOf(face),
});

describe('agreement with FaceFusion 3.8.1 on the decoder’s YUV', () => {
  let models: FaceModels;
  let recipe: PreparedRecipe;

  beforeAll(async () => {
    models = await openFaceModels(await sharedModels(), cpu);
    const identity = Float32Array.from(readGolden('d').source.embedding);
    recipe = prepareRecipe(models, { ...taskWith(), identity });
  });
  afterAll(() => models.close());

  for (const clip of ['c', 'd'] satisfies GoldenClip[]) {
    const { file, matrix, needs } = goldenClips[clip];
    for (const points of ['own', 'golden'] as const) {
      const leastDb = points === 'own' ? 40 : 44;
      const title = `clip ${clip}, ${points} points: at least ${leastDb} dB, everything else bit for bit`;
      testWithFiles(needs, title, async () => {
        const layout = layout720('yuv420p', matrix);
        for (const golden of readGolden(clip).frames) {
          const samples = await decodeFrame(sharedFile(file), golden.frame, 'yuv420p');
          const before = samples.slice();
          const frame = openFrame(samples, layout);
          const detector = faceFinderNamed(models, 'yunet_2023_mar');
          const faces = points === 'own' ? await detector.detect(frame, layout, 0.5) : golden.faces.map(asDetected);
          const outcome = await processFaces(models, frame, faces, recipe);
          const rgb = await yuvToRgb(samples, layout);
          const expected = await goldenPicture(clip, golden, 'swapped');
          const original = await readRgb(goldenFile(clip, golden.frame, 'in.png'));
          for (const [i, face] of golden.faces.entries()) {
            const box = toBox(face.paste_box);
            const db = psnrInBox(rgb, expected.data, 1280, box);
            const untouchedDb = psnrInBox(original.data, expected.data, 1280, box);
            console.info(
              `${clip} frame ${golden.frame} face ${i}, ${points} points: ${db.toFixed(1)} dB (unswapped ${untouchedDb.toFixed(1)} dB)`,
            );
            expect(db).toBeGreaterThan(leastDb);
            expect(untouchedDb).toBeLessThan(30);
          }
          const boxes = outcome.faces.flatMap(({ pasteBoxes }) => pasteBoxes);
          expect(changedOutside(before, samples, boxes)).toBe(0);
        }
      });
    }
  }
});

/** Samples that differ although neither they nor, for chroma, any of their luma pixels lie in a box. */
function changedOutside(before: Uint8Array, after: Uint8Array, boxes: readonly PixelBox[]): number {
  const layout = layout720('yuv420p', 'bt709');
  const chroma = chromaSize(layout);
  const luma = layout.width * layout.height;
  const inBox = (x1: number, y1: number, span: number): boolean =>
    boxes.some((box) => x1 + span > box.x1 && x1 < box.x2 && y1 + span > box.y1 && y1 < box.y2);
  let changed = 0;
  for (let i = 0; i < before.length; i += 1) {
    if (before[i] === after[i]) continue;
    const at = i < luma ? i : (i - luma) % (chroma.width * chroma.height);
    const width = i < luma ? layout.width : chroma.width;
    const span = i < luma ? 1 : 2;
    if (!inBox((at % width) * span, Math.floor(at / width) * span, span)) changed += 1;
  }
  return changed;
}
