import { expect, test } from 'vitest';
import { type FaceOrder, orderFaces } from '../../../../gpu-worker/faces/select-faces.ts';
import { storedBoxToUpright } from '../../../../gpu-worker/pixels/orientation.ts';

const face = (x1: number, y1: number, side: number, score: number) => ({
  box: { x1, y1, x2: x1 + side, y2: y1 + side },
  points: [],
  score,
});
const a = face(10, 300, 50, 0.7);
const b = face(200, 20, 90, 0.6);
const c = face(120, 200, 20, 0.9);

test.each([
  ['large-small', [b, a, c]],
  ['small-large', [c, a, b]],
  ['left-right', [a, c, b]],
  ['right-left', [b, c, a]],
  ['top-bottom', [b, c, a]],
  ['bottom-top', [a, c, b]],
  ['best-worst', [c, a, b]],
  ['worst-best', [b, a, c]],
] as const)('%s', (order, expected) => {
  expect(orderFaces([a, b, c], order)).toEqual(expected);
  expect(orderFaces([c, b, a], order)).toEqual(expected);
});

test('equal faces keep the detector’s order, also backwards; right and bottom edges do not count', () => {
  const twins = [face(5, 5, 40, 0.8), face(5, 5, 40, 0.8)];
  for (const order of ['left-right', 'right-left', 'bottom-top', 'small-large'] satisfies FaceOrder[]) {
    const [first] = orderFaces(twins, order);
    expect(first === twins[0]).toBe(true);
  }
  const [wide, narrow] = [face(10, 0, 500, 0.5), face(20, 0, 5, 0.5)];
  expect(orderFaces([wide, narrow], 'right-left')).toEqual([narrow, wide]);
});

test('left is the left that people see: in a frame stored turned, too', () => {
  const layout = { width: 400, height: 500, rotation: 90 } as const;
  const order = orderFaces([a, b, c], 'left-right', (box) => storedBoxToUpright(box, layout));
  // Turned clockwise by a quarter, what was at the bottom is at the left.
  expect(order).toEqual([a, c, b]);
  expect(orderFaces([a, b, c], 'top-bottom', (box) => storedBoxToUpright(box, layout))).toEqual([a, c, b]);
  const upside = { ...layout, rotation: 180 } as const;
  expect(orderFaces([a, b, c], 'left-right', (box) => storedBoxToUpright(box, upside))).toEqual([b, c, a]);
});
