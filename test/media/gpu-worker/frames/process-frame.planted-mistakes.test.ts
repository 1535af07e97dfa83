import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faceFinderNamed } from '../../../../gpu-worker/finding/face-finder.ts';
import { prepareRecipe, processFaces } from '../../../../gpu-worker/frames/process-frame.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import type { FramePixels } from '../../../../gpu-worker/pixels/frame-pixels.ts';
import type { AffineMatrix } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { swapperNamed } from '../../../../gpu-worker/processors/swap/swapper-named.ts';
import { goldenFile, goldenPicture, layout720, pointsOf, readGolden, toBox } from '../../../helpers/media/golden.ts';
import { psnrInBox, readRgb } from '../../../helpers/media/pixels.ts';
import { cpu, sharedModels, taskWith } from '../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../helpers/models/open-models.ts';

const layout = layout720('rgb24', 'bt601');
/** The golden tests ask for as much; every mistake must stay below. */
const required = 65;
const shifted = ([a, b, c, d, e, f]: AffineMatrix): AffineMatrix => [a, b, c + 0.5 * a, d, e, f + 0.5 * e];

const mistakes: Record<string, (frame: FramePixels) => Partial<FramePixels>> = {
  'red and blue swapped in the crop': (frame) => ({
    warpCrop(matrix, size, crop) {
      frame.warpCrop(matrix, size, crop);
      const red = crop.slice(0, size * size);
      crop.copyWithin(0, 2 * size * size);
      crop.set(red, 2 * size * size);
    },
  }),
  'crop half a pixel off': (frame) => ({
    warpCrop: (matrix, size, crop) => frame.warpCrop(shifted(matrix), size, crop),
  }),
  'paste half a pixel off': (frame) => ({
    pasteFace: (patch) => frame.pasteFace({ ...patch, matrix: shifted(patch.matrix) }),
  }),
  'another mask': (frame) => ({
    pasteFace: (patch) => frame.pasteFace({ ...patch, mask: patch.mask.map((value) => value ** 1.05) }),
  }),
};

describe('planted mistakes fall below what the golden tests require', () => {
  let models: FaceModels;
  beforeAll(async () => {
    models = await openFaceModels(await sharedModels(), cpu);
  });
  afterAll(() => models.close());

  async function pastedDb(mistake: (frame: FramePixels) => Partial<FramePixels>, identity: Float32Array) {
    const golden = readGolden('d').frames[0]!;
    const { data } = await readRgb(goldenFile('d', golden.frame, 'in.png'));
    const frame = openFrame(data, layout);
    const wrong: FramePixels = {
      shrinkUpright: (canvas, size) => frame.shrinkUpright(canvas, size),
      warpCrop: (matrix, size, crop) => frame.warpCrop(matrix, size, crop),
      pasteFace: (patch) => frame.pasteFace(patch),
      ...mistake(frame),
    };
    const [face] = golden.faces;
    const detected = [{ box: toBox(face!.bounding_box), score: face!.score, points: pointsOf(face!) }];
    await processFaces(models, wrong, detected, prepareRecipe(models, { ...taskWith(), identity }));
    const expected = await goldenPicture('d', golden, 'swapped');
    return psnrInBox(data, expected.data, 1280, toBox(face!.paste_box));
  }

  const identity = () => Float32Array.from(readGolden('d').source.embedding);

  test('no mistake', async () => {
    expect(await pastedDb(() => ({}), identity())).toBeGreaterThan(required);
  });

  for (const [name, mistake] of Object.entries(mistakes)) {
    test(name, async () => {
      const db = await pastedDb(mistake, identity());
      console.info(`${name}: ${db.toFixed(1)} dB`);
      expect(db).toBeLessThan(required - 5);
    });
  }

  test('the embedding map left out', async () => {
    const swapper = swapperNamed(models, 'inswapper_128');
    const prepared = await swapper.prepareIdentity(identity());
    const plain = identity().map((value) => value / Math.hypot(...identity()));
    expect(Math.max(...prepared.map((value, i) => Math.abs(value - plain[i]!)))).toBeGreaterThan(0.05);
  });

  test('an antialiasing resizer before the detector', async () => {
    const golden = readGolden('d').frames[0]!;
    const file = goldenFile('d', golden.frame, 'in.png');
    const small = await readRgb(await sharp(file).resize(640, 360, { kernel: 'lanczos3' }).png().toBuffer());
    const half = { ...layout, width: 640, height: 360 };
    const [face] = await faceFinderNamed(models, 'yunet_2023_mar').detect(openFrame(small.data, half), half, 0.5);
    const off = face!.points.map(({ x, y }, i) => {
      const [goldenX, goldenY] = golden.faces[0]!.landmark_5[i]!;
      return Math.max(Math.abs(2 * x - goldenX), Math.abs(2 * y - goldenY));
    });
    console.info(`lanczos: points ${Math.max(...off).toFixed(2)} px off`);
    expect(Math.max(...off)).toBeGreaterThan(0.1);
  });
});
