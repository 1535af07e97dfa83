import { expect, test } from 'vitest';
import type { FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import {
  storedBoxToUpright,
  uprightBoxToStored,
  uprightSize,
  uprightToStored,
} from '../../../../gpu-worker/pixels/orientation.ts';
import { randomFrame, turnFrame } from '../../../helpers/media/patterns.ts';

const canvasSize = 24;
const sizes = [
  { title: 'exactly 2:1', width: 48, height: 32 },
  { title: 'exactly 3:1', width: 72, height: 48 },
  { title: 'any ratio', width: 54, height: 38 },
  { title: 'not shrunk', width: 22, height: 14 },
];

function canvasOf(data: Uint8Array, layout: FrameLayout): Float32Array {
  const canvas = new Float32Array(3 * canvasSize * canvasSize);
  openFrame(data, layout).shrinkUpright(canvas, canvasSize);
  return canvas;
}

for (const { title, width, height } of sizes) {
  for (const pixels of ['rgb24', 'yuv420p', 'yuv444p', 'yuv422p'] as const) {
    for (const rotation of [90, 180, 270] as const) {
      if (pixels === 'yuv422p' && rotation !== 180) continue;
      test(`the detector sees a ${pixels} frame stored ${rotation}° off as it sees it upright: ${title}`, () => {
        const stored = { width, height, pixels, matrix: 'bt709', fullRange: false, rotation } as const;
        const data = randomFrame(stored, 20251122);
        const upright = { ...stored, ...uprightSize(stored), rotation: 0 } as const;
        expect(canvasOf(data, stored)).toEqual(canvasOf(turnFrame(data, stored, rotation), upright));
      });
    }
  }
}

test('points go back to the stored pixel they were seen at', () => {
  for (const rotation of [0, 90, 180, 270] as const) {
    const stored = { width: 7, height: 5, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation } as const;
    const data = randomFrame(stored, 7);
    const turned = turnFrame(data, stored, rotation);
    const upright = uprightSize(stored);
    for (let y = 0; y < upright.height; y += 1) {
      for (let x = 0; x < upright.width; x += 1) {
        const at = uprightToStored({ x, y }, stored);
        expect(data[3 * (at.y * 7 + at.x)]).toBe(turned[3 * (y * upright.width + x)]);
      }
    }
  }
});

test('a box keeps its size and stays in order', () => {
  const box = uprightBoxToStored({ x1: 10, y1: 20, x2: 40, y2: 80 }, { width: 200, height: 100, rotation: 90 });
  expect(box).toEqual({ x1: 20, y1: 59, x2: 80, y2: 89 });
});

test('boxes come upright again, whatever the rotation', () => {
  for (const rotation of [0, 90, 180, 270] as const) {
    const stored = { width: 70, height: 50, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation } as const;
    const box = { x1: 3.5, y1: 8, x2: 21, y2: 30.25 };
    expect(storedBoxToUpright(uprightBoxToStored(box, stored), stored)).toEqual(box);
  }
});
