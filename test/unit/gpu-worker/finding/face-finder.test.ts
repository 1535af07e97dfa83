import { expect, test } from 'vitest';
import type { DetectedFace } from '../../../../gpu-worker/faces/detected-face.ts';
import type { Detector } from '../../../../gpu-worker/finding/detector.ts';
import { faceFinder } from '../../../../gpu-worker/finding/face-finder.ts';
import type { FrameView } from '../../../../gpu-worker/pixels/frame-view.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { rgbLayout } from '../../../helpers/media/patterns.ts';

const layout = rgbLayout(8, 6);
const frame = openFrame(new Uint8Array(3 * 48), layout);

/** A face 100 wide and high. Two of them that are `apart` overlap by (100 - apart) / (100 + apart). */
const at = (x: number, score: number): DetectedFace => ({
  score,
  box: { x1: x, y1: 0, x2: x + 100, y2: 100 },
  points: [],
});
const apartFor = (overlap: number): number => (100 * (1 - overlap)) / (1 + overlap);

function detector(faces: readonly DetectedFace[], looks: FrameView[] = []): Detector {
  return {
    async look(_frame, _layout, least, view) {
      looks.push(view);
      return faces.filter(({ score }) => score >= least);
    },
    close: async () => undefined,
  };
}
const scores = async (found: Promise<DetectedFace[]>): Promise<number[]> => (await found).map(({ score }) => score);

test('without a wish a detector looks once, upright', async () => {
  const looks: FrameView[] = [];
  const faces = [at(0, 0.6), at(200, 0.9), at(400, 0.3)];
  expect(await scores(faceFinder([detector(faces, looks)]).detect(frame, layout, 0.5))).toEqual([0.9, 0.6]);
  expect(looks).toEqual([{ rotation: 0, margin: [0, 0, 0, 0] }]);
});

test('every detector looks at every angle, with the margin', async () => {
  const looks: FrameView[] = [];
  const one = detector([], looks);
  await faceFinder([one, one]).detect(frame, layout, 0.5, { angles: [0, 90], margin: [100, 0, 0, 0] });
  const upright = { rotation: 0, margin: [3, 0, 0, 0] };
  const turned = { rotation: 270, margin: [4, 0, 0, 0] };
  expect(looks).toEqual([upright, upright, turned, turned]);
});

test.each([
  [1, 1, 0.4],
  [1, 2, 0.3],
  [1, 3, 0.2],
  [1, 4, 0.1],
  [3, 1, 0.1],
  [3, 4, 0.1],
])('%s detectors at %s angles: faces that overlap by more than %s are one', async (models, count, most) => {
  const angles = ([0, 90, 180, 270] as const).slice(0, count);
  const find = (overlap: number) => {
    const first = detector([at(0, 0.7), at(apartFor(overlap), 0.8)]);
    const others = Array.from({ length: models - 1 }, () => detector([]));
    return scores(faceFinder([first, ...others]).detect(frame, layout, 0.5, { angles }));
  };
  expect(await find(most + 0.02)).toEqual([0.8]);
  expect(await find(most - 0.02)).toEqual([0.8, 0.7]);
});

test('the best of all detectors comes first, and once', async () => {
  const finder = faceFinder([
    detector([at(0, 0.6), at(300, 0.55)]),
    detector([at(5, 0.9), at(600, 0.7)]),
    detector([at(-4, 0.8)]),
  ]);
  const found = await finder.detect(frame, layout, 0.5);
  expect(found.map(({ score, box }) => [score, box.x1])).toEqual([
    [0.9, 5],
    [0.7, 600],
    [0.55, 300],
  ]);
});
