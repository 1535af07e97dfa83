import { expect, test } from 'vitest';
import { fitSimilarity } from '../../../../gpu-worker/faces/similarity.ts';
import { templatePoints } from '../../../../gpu-worker/faces/templates.ts';
import { suppressOverlaps } from '../../../../gpu-worker/finding/non-max-suppression.ts';
import { boxMask } from '../../../../gpu-worker/masks/box-mask.ts';
import type { FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';
import type { AffineMatrix, Point } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import reference from '../../../fixtures/opencv-reference.json' with { type: 'json' };
import { interleaved, patterned, rgbLayout } from '../../../helpers/media/patterns.ts';

const shrunk = (layout: FrameLayout, canvasSize: number): number[][][] => {
  const canvas = new Float32Array(3 * canvasSize * canvasSize).fill(-1);
  const { width, height } = openFrame(patterned(layout.width, layout.height), layout).shrinkUpright(canvas, canvasSize);
  const plane = canvasSize * canvasSize;
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => [2, 1, 0].map((channel) => canvas[channel * plane + y * canvasSize + x]!)),
  );
};

const matrix: AffineMatrix = [0.61, -0.13, -1.2, 0.13, 0.61, -0.7];

test('shrinking at any ratio is cv2.resize’s fixed-point arithmetic', () => {
  expect(shrunk(rgbLayout(13, 9), 8)).toEqual(reference.linear);
});

test('shrinking to exactly a third picks centre pixels', () => {
  expect(shrunk(rgbLayout(12, 6), 4)).toEqual(reference.third);
});

test('shrinking to exactly a half takes rounded means', () => {
  expect(shrunk(rgbLayout(8, 6), 4)).toEqual(reference.half);
});

test('a small picture is not enlarged, and the rest of the canvas is left alone', () => {
  const canvas = new Float32Array(3 * 16 * 16).fill(-1);
  const size = openFrame(patterned(5, 3), rgbLayout(5, 3)).shrinkUpright(canvas, 16);
  expect(size).toEqual({ width: 5, height: 3, ratioX: 1, ratioY: 1 });
  expect(canvas.filter((value) => value !== -1)).toHaveLength(3 * 15);
});

test('a crop is cv2.warpAffine with the edge repeated', () => {
  const crop = new Float32Array(3 * 36);
  openFrame(patterned(13, 9), rgbLayout(13, 9)).warpCrop(matrix, 6, crop);
  expect(interleaved(crop, 6)).toEqual(reference.warp);
});

test('a paste is FaceFusion’s, pixel by pixel', () => {
  const data = patterned(13, 9);
  const upsideDown = patterned(6, 6);
  const crop = new Float32Array(3 * 36);
  for (let i = 0; i < 36; i += 1) {
    const from = 3 * ((5 - Math.floor(i / 6)) * 6 + (i % 6));
    for (let channel = 0; channel < 3; channel += 1) crop[36 * channel + i] = upsideDown[from + channel]!;
  }
  const mask = Float32Array.from({ length: 36 }, (_, i) => i / 35);
  const box = openFrame(data, rgbLayout(13, 9)).pasteFace({ crop, size: 6, mask, matrix, blend: 1, rounded: false });
  expect(box && [box.x1, box.y1, box.x2, box.y2]).toEqual(reference.pasteBox);
  expect(Array.from(data)).toEqual(reference.paste.flat(2));
});

test('the box mask is OpenCV’s blurred border, each side with its padding', () => {
  const mask = boxMask(32, { blur: 0.3, padding: [10, 0, 25, 5] });
  reference.maskColumn16.forEach((value, y) => {
    expect(mask[32 * y + 16]).toBeCloseTo(value, 5);
  });
  reference.maskRow16.forEach((value, x) => {
    expect(mask[32 * 16 + x]).toBeCloseTo(value, 5);
  });
});

test('the default mask is FaceFusion’s, and is not 0 at its edge', () => {
  const mask = boxMask(128, { blur: 0.3, padding: [0, 0, 0, 0] });
  const expected = [0.073, 0.0794, 0.0986, 0.1306, 0.1754, 0.2324, 0.3001, 0.3764, 0.4582, 0.5421, 0.6242, 0.701];
  expected.forEach((value, x) => {
    expect(mask[128 * 64 + x]).toBeCloseTo(value, 4);
  });
  const wrong = boxMask(128, { blur: 0.2, padding: [0, 0, 0, 0] });
  expect(Math.abs(wrong[128 * 64]! - 0.073)).toBeGreaterThan(0.001);
});

test('a mask without blur is 1 inside a border of one pixel', () => {
  const mask = boxMask(8, { blur: 0, padding: [0, 0, 0, 0] });
  expect(Array.from(mask.subarray(0, 8))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(Array.from(mask.subarray(8, 16))).toEqual([0, 1, 1, 1, 1, 1, 1, 0]);
});

test('the similarity is estimateAffinePartial2D’s', () => {
  const points: Point[] = [
    { x: 30.5, y: 41.2 },
    { x: 70.1, y: 38.9 },
    { x: 52.3, y: 60.4 },
    { x: 36, y: 80.9 },
    { x: 68.8, y: 79.5 },
  ];
  const expected = [
    0.9550521648135883, -0.04439188286088652, 17.47427481950139, 0.04439188286088652, 0.9550521648135883,
    12.137783255770875,
  ];
  fitSimilarity(points, templatePoints('arcface_128', 128)).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 2);
  });
});

test('overlapping faces are suppressed as NMSBoxes does, best first', () => {
  const boxes = [
    [10, 10, 50, 50, 0.7],
    [12, 12, 50, 50, 0.9],
    [80, 80, 20, 20, 0.6],
    [82, 80, 20, 20, 0.65],
    [30, 30, 50, 50, 0.8],
  ];
  const faces = boxes.map(([x, y, width, height, score]) => ({
    box: { x1: x!, y1: y!, x2: x! + width!, y2: y! + height! },
    score: score!,
    points: [],
  }));
  expect(suppressOverlaps(faces, 0.4).map(({ score }) => score)).toEqual([0.9, 0.8, 0.65]);
});
