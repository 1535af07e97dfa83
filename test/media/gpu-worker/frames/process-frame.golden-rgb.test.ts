import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DetectedFace } from '../../../../gpu-worker/faces/detected-face.ts';
import { largeToSmall } from '../../../../gpu-worker/faces/select-faces.ts';
import { fitSimilarity } from '../../../../gpu-worker/faces/similarity.ts';
import { templatePoints } from '../../../../gpu-worker/faces/templates.ts';
import { faceFinderNamed } from '../../../../gpu-worker/finding/face-finder.ts';
import { recognizerName, recognizerRole } from '../../../../gpu-worker/finding/recognizer.ts';
import { prepareRecipe, processFaces } from '../../../../gpu-worker/frames/process-frame.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { swapperNamed } from '../../../../gpu-worker/processors/swap/swapper-named.ts';
import {
  type GoldenClip,
  goldenClips,
  goldenFile,
  goldenPicture,
  layout720,
  readFloats,
  readGolden,
  toBox,
} from '../../../helpers/media/golden.ts';
import { psnr, psnrInBox, readRgb } from '../../../helpers/media/pixels.ts';
import { sharedFile, testWithFiles } from '../../../helpers/media/shared.ts';
import { cpu, sharedModels, taskWith } from '../../../helpers/models/engine.ts';
import { openFaceModels, openFrameEngine } from '../../../helpers/models/open-models.ts';

const options = { enhancer: 'gfpgan_1.4' };
const layout = layout720('rgb24', 'bt601');
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN))).reduce((most, one) => Math.max(most, one), 0);

describe('agreement with FaceFusion 3.8.1 on its own frames', () => {
  let models: FaceModels;
  let identity: Float32Array;

  beforeAll(async () => {
    const files = await sharedModels(options);
    models = await openFaceModels(files, cpu);
    const engine = await openFrameEngine(files, cpu);
    identity = (await engine.embedPhoto(await readRgb(sharedFile('photos/source_astronaut.jpg')), taskWith().analysis))
      .embedding;
    await engine.close();
  });
  afterAll(() => models.close());

  const detect = async (data: Uint8Array): Promise<DetectedFace[]> =>
    largeToSmall(await faceFinderNamed(models, 'yunet_2023_mar').detect(openFrame(data, layout), layout, 0.5));

  test('the identity of the source photo', async () => {
    const { source } = readGolden('d');
    const prepared = await swapperNamed(models, 'inswapper_128').prepareIdentity(identity);
    const distance = furthest(prepared, source.embedding_prepared[0] ?? []);
    console.info(`prepared embedding: within ${distance.toExponential(1)}`);
    expect(distance).toBeLessThan(1e-4);
  });

  for (const clip of ['c', 'd'] satisfies GoldenClip[]) {
    const { needs } = goldenClips[clip];
    testWithFiles(needs, `clip ${clip}: points, boxes, target embeddings`, async () => {
      for (const golden of readGolden(clip).frames) {
        const { data } = await readRgb(goldenFile(clip, golden.frame, 'in.png'));
        const faces = await detect(data);
        expect(faces).toHaveLength(golden.faces.length);
        for (const [i, face] of faces.entries()) {
          const expected = golden.faces[i]!;
          const points = face.points.flatMap(({ x, y }) => [x, y]);
          const { x1, y1, x2, y2 } = face.box;
          const offBy = Math.max(
            furthest(points, expected.landmark_5.flat()),
            furthest([x1, y1, x2, y2], expected.bounding_box),
          );
          console.info(`${clip} frame ${golden.frame} face ${i}: points and box within ${offBy.toFixed(5)} px`);
          expect(offBy).toBeLessThan(0.02);
          expect(face.score).toBeCloseTo(expected.score, 5);
          const embedding = await models
            .get(recognizerRole, recognizerName)
            .embed(openFrame(data, layout), face.points);
          expect(furthest(expected.embedding_first8, embedding!.subarray(0, 8))).toBeLessThan(2e-3);
        }
      }
    });

    testWithFiles(needs, `clip ${clip}: aligned crops, swapped crops, pasted frames`, async () => {
      const task = taskWith();
      const recipe = prepareRecipe(models, { ...task, identity });
      const swapper = swapperNamed(models, 'inswapper_128');
      const source = await swapper.prepareIdentity(identity);
      for (const golden of readGolden(clip).frames) {
        const image = await readRgb(goldenFile(clip, golden.frame, 'in.png'));
        const frame = openFrame(image.data, layout);
        const faces = await detect(image.data);
        const swapped = await goldenPicture(clip, golden, 'swapped');
        for (const [i, face] of faces.entries()) {
          const matrix = fitSimilarity(face.points, templatePoints('arcface_128', 128));
          expect(furthest(matrix, golden.faces[i]!.swap_matrix.flat())).toBeLessThan(0.003);
          frame.warpCrop(matrix, 128, swapper.crop);
          const target = readFloats(goldenFile(clip, golden.frame, `${i}_swap_target_1x3x128x128.f32`));
          const levels = target.map((value) => Math.round(value * 255));
          const same = swapper.crop.filter((value, at) => value === levels[at]).length / levels.length;
          expect(furthest(swapper.crop, levels)).toBeLessThanOrEqual(1);
          expect(same).toBeGreaterThan(0.999);
          const output = await swapper.swap(source);
          const expected = readFloats(goldenFile(clip, golden.frame, `${i}_swap_output_3x128x128.f32`));
          const cropDb = psnr(
            output!,
            expected.map((value) => value * 255),
          );
          // Only this face, so that the next crop shows it swapped, as FaceFusion's does.
          const outcome = await processFaces(models, frame, [face], recipe);
          expect(outcome.faces[0]!.pasteBoxes).toEqual([toBox(golden.faces[i]!.paste_box)]);
          console.info(
            `${clip} frame ${golden.frame} face ${i}: crop ${(100 * same).toFixed(3)} % identical, swapped crop ${cropDb.toFixed(1)} dB`,
          );
          expect(cropDb).toBeGreaterThan(70);
        }
        for (const [i, face] of golden.faces.entries()) {
          const pastedDb = psnrInBox(image.data, swapped.data, image.width, toBox(face.paste_box));
          console.info(`${clip} frame ${golden.frame} face ${i}: pasted ${pastedDb.toFixed(1)} dB`);
          expect(pastedDb).toBeGreaterThan(65);
        }
      }
    });

    testWithFiles(needs, `clip ${clip}: swapped and enhanced`, async () => {
      const recipe = prepareRecipe(models, { ...taskWith(options), identity });
      for (const golden of readGolden(clip).frames) {
        const image = await readRgb(goldenFile(clip, golden.frame, 'in.png'));
        const expected = await goldenPicture(clip, golden, 'swapped_enhanced');
        const outcome = await processFaces(models, openFrame(image.data, layout), await detect(image.data), recipe);
        for (const [i, face] of outcome.faces.entries()) {
          expect(face.applied).toEqual(['swap', 'enhance']);
          const enhancedDb = psnrInBox(image.data, expected.data, image.width, face.pasteBoxes[1]!);
          console.info(`${clip} frame ${golden.frame} face ${i}: enhanced ${enhancedDb.toFixed(1)} dB`);
          expect(enhancedDb).toBeGreaterThan(58);
        }
      }
    });
  }
});
