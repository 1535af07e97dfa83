import { describe, expect, test } from 'vitest';
import { faceFinderNamed } from '../../../../gpu-worker/finding/face-finder.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import type { FramePixels } from '../../../../gpu-worker/pixels/frame-pixels.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { rgbLayout } from '../../../helpers/media/patterns.ts';
import {
  type PlantedFace,
  type Sensor,
  writeAnchorDetector,
  writeRowDetector,
} from '../../../helpers/models/detector-models.ts';
import { cpu } from '../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../helpers/models/open-models.ts';

/** Twice the canvas wide, so that ratios count; of one colour. */
const layout = rgbLayout(1280, 720);
const colour = [200, 120, 40] as const;
const frame = openFrame(
  Uint8Array.from({ length: 3 * 1280 * 720 }, (_, i) => colour[i % 3] ?? 0),
  layout,
);

/** The frame as a mistaken reader would show it. */
const redFirst: FramePixels = {
  ...{ warpCrop: () => undefined, pasteFace: () => undefined },
  shrinkUpright(canvas, size, view) {
    const shrunk = frame.shrinkUpright(canvas, size, view);
    const plane = size * size;
    const blue = canvas.slice(0, plane);
    canvas.copyWithin(0, 2 * plane);
    canvas.set(blue, 2 * plane);
    return shrunk;
  },
};

const rowDetectors = ['yoloface_8n'];
const anchorDetectors = ['scrfd_2.5g', 'retinaface_10g'];

/** Loads models of these names that find what they are told; they may be files of another kind. */
async function modelsWith(
  planted: Readonly<Record<string, readonly PlantedFace[]>>,
  write: (folder: string, name: string, faces: readonly PlantedFace[]) => Promise<string> = (folder, name, faces) =>
    rowDetectors.includes(name) ? writeRowDetector(folder, name, faces) : writeAnchorDetector(folder, name, faces),
): Promise<FaceModels> {
  const folder = await temporaryFolder();
  const facts = { role: 'detector', sha256: '', sizeBytes: 1, licence: 'test' } as const;
  const files = [];
  for (const [name, faces] of Object.entries(planted)) {
    files.push({ ...facts, name, path: await write(folder, name, faces) });
  }
  return openFaceModels(files, cpu);
}

const points = [110, 100, 130, 101, 120, 110, 112, 120, 128, 121];
const box = [100, 90, 140, 130] as const;
const face = (score: PlantedFace['score'], more: Partial<PlantedFace> = {}): PlantedFace => ({
  ...{ stride: 8, column: 14, row: 13, box, points, score },
  ...more,
});
const weights = [0.3, 0.2, 0.1] as const;
const heard = (channels: readonly number[], { weights: by, offset }: Pick<Sensor, 'weights' | 'offset'>): number =>
  by.reduce((sum, weight, i) => sum + weight * (channels[i] ?? 0), offset);

describe.each([
  ...anchorDetectors.map((name) => [name, (x: number) => (x - 127.5) / 128, (x: number) => x / 255, 0.5] as const),
  ...rowDetectors.map((name) => [name, (x: number) => x / 255, (x: number) => (x - 127.5) / 128, 0.3] as const),
])('%s', (name, normalised, otherwise, offset) => {
  const scoreFor = async (sensor: Sensor, shown: FramePixels): Promise<number | undefined> => {
    const models = await modelsWith({ [name]: [face(sensor)] });
    const [found] = await faceFinderNamed(models, name).detect(shown, layout, 0.01);
    await models.close();
    return found?.score;
  };

  test('is shown blue first, normalised its own way', async () => {
    const sensor = { x: 300, y: 200, weights, offset };
    const blueFirst = [...colour].reverse();
    const right = heard(blueFirst.map(normalised), sensor);
    const mistakes = {
      'red first': heard(colour.map(normalised), sensor),
      'another normalisation': heard(blueFirst.map(otherwise), sensor),
      'divided by 127.5': heard(
        blueFirst.map((x) => x / 127.5 - 1),
        sensor,
      ),
      'as it is': heard(blueFirst, sensor),
    };
    for (const [mistake, wrong] of Object.entries(mistakes)) {
      expect(Math.abs(wrong - right), mistake).toBeGreaterThan(1e-4);
    }
    expect(await scoreFor(sensor, frame)).toBeCloseTo(right, 5);
    expect(await scoreFor(sensor, redFirst)).toBeCloseTo(mistakes['red first'], 5);
  });

  test('sees black beside the picture, normalised too', async () => {
    // The picture covers 640 × 360 of the canvas.
    const sensor = { x: 300, y: 500, weights: [-0.2, -0.1, -0.1], offset: 0.4 } as const;
    const right = heard([0, 0, 0].map(normalised), sensor);
    expect(right).toBeCloseTo(normalised(0) === 0 ? 0.4 : 0.4 + 0.4 * 0.99609375, 6);
    expect(Math.abs(heard([0, 0, 0].map(otherwise), sensor) - right), 'another padding').toBeGreaterThan(0.3);
    expect(await scoreFor(sensor, frame)).toBeCloseTo(right, 5);
  });

  test('black stays black in the next frame, of the same shape or another', async () => {
    const black = { weights, offset: 0.7 };
    const beside = { x: 500, y: 500, ...black };
    const models = await modelsWith({ [name]: [face(beside)] });
    const detector = faceFinderNamed(models, name);
    const narrow = rgbLayout(320, 640);
    const white = openFrame(new Uint8Array(3 * 320 * 640).fill(255), narrow);
    const full = rgbLayout(640, 640);
    const filled = openFrame(new Uint8Array(3 * 640 * 640).fill(255), full);
    const expected = heard([0, 0, 0].map(normalised), black);
    for (const [shown, size] of [
      [frame, layout],
      [frame, layout],
      [filled, full],
      [white, narrow],
    ] as const) {
      const [found] = await detector.detect(shown, size, 0.01);
      const within = shown === filled ? heard([255, 255, 255].map(normalised), black) : expected;
      expect(found?.score).toBeCloseTo(within, 5);
    }
    await models.close();
  });

  test.each([8, 16, 32] as const)(
    'finds a face in its grid of %s pixels, and brings it to the frame’s size',
    async (stride) => {
      // Row and column differ, so that a grid read column by column would put it elsewhere.
      const models = await modelsWith({ [name]: [face(0.8, { stride, column: 96 / stride, row: 64 / stride })] });
      const [found, ...others] = await faceFinderNamed(models, name).detect(frame, layout, 0.5);
      await models.close();
      expect(others).toEqual([]);
      expect(found?.score).toBeCloseTo(0.8, 6);
      const { x1, y1, x2, y2 } = found?.box ?? { x1: 0, y1: 0, x2: 0, y2: 0 };
      [x1, y1, x2, y2].forEach((value, i) => {
        expect(value).toBeCloseTo(2 * (box[i] ?? 0), 3);
      });
      found?.points.forEach(({ x, y }, i) => {
        expect(x).toBeCloseTo(2 * (points[2 * i] ?? 0), 3);
        expect(y).toBeCloseTo(2 * (points[2 * i + 1] ?? 0), 3);
      });
    },
  );

  test('a file of the other kind is refused, and both are named', async () => {
    const loading = modelsWith(
      { [name]: [face(0.8)] },
      rowDetectors.includes(name) ? writeAnchorDetector : writeRowDetector,
    );
    await expect(loading).rejects.toMatchObject({ code: 'MODEL_CONTRACT', message: expect.stringContaining('found') });
  });
});

test('YOLO-Face’s numbers candidate by candidate are another kind of model', async () => {
  const loading = modelsWith({ yoloface_8n: [face(0.8)] }, (folder, name, faces) =>
    writeRowDetector(folder, name, faces, true),
  );
  await expect(loading).rejects.toThrow(/20, 8400.*8400, 20/s);
});

test('a score at the threshold is enough for SCRFD and RetinaFace, not for YOLO-Face', async () => {
  const planted = [face(0.5)];
  const models = await modelsWith({ 'scrfd_2.5g': planted, retinaface_10g: planted, yoloface_8n: planted });
  const counts = [];
  for (const name of [...anchorDetectors, ...rowDetectors]) {
    counts.push((await faceFinderNamed(models, name).detect(frame, layout, 0.5)).length);
  }
  await models.close();
  expect(counts).toEqual([1, 1, 0]);
});

describe('many detectors', () => {
  const moved = (by: number, score: number): PlantedFace =>
    face(score, {
      box: [box[0] + by, box[1], box[2] + by, box[3]],
      points: points.map((value, i) => (i % 2 === 0 ? value + by : value)),
    });

  test('find a face once, at its best, and what only one of them finds too', async () => {
    const models = await modelsWith({
      retinaface_10g: [moved(0, 0.7)],
      'scrfd_2.5g': [moved(3, 0.9), face(0.55, { stride: 16, column: 20, row: 5, box: [300, 60, 340, 100] })],
      // 30 of 40 pixels aside: an overlap of 1/7, which one detector would leave as two faces.
      yoloface_8n: [moved(30, 0.6), face(0.65, { stride: 32, column: 3, row: 9, box: [80, 270, 130, 330] })],
    });
    const found = await faceFinderNamed(models, 'many').detect(frame, layout, 0.5);
    expect(found.map(({ score, box: { x1 } }) => [Number(score.toFixed(2)), Math.round(x1)])).toEqual([
      [0.9, 206],
      [0.65, 160],
      [0.55, 600],
    ]);
    await models.close();
    const alone = await modelsWith({
      yoloface_8n: [moved(0, 0.7), moved(30, 0.6)].map((one, i) => ({ ...one, row: 13 + i })),
    });
    expect(await faceFinderNamed(alone, 'yoloface_8n').detect(frame, layout, 0.5)).toHaveLength(2);
    await alone.close();
  });

  test('are all needed', async () => {
    const models = await modelsWith({ retinaface_10g: [], 'scrfd_2.5g': [] });
    expect(() => faceFinderNamed(models, 'many')).toThrow(/yoloface_8n/);
    await models.close();
  });
});
