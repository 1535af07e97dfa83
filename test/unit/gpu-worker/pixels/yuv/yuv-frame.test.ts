import { expect, test } from 'vitest';
import { colourCoefficients, swscaleTables } from '../../../../../gpu-worker/pixels/colour.ts';
import { chromaSize, type FrameLayout } from '../../../../../gpu-worker/pixels/frame-layout.ts';
import type { AffineMatrix } from '../../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../../gpu-worker/pixels/open-frame.ts';
import { randomFrame } from '../../../../helpers/media/patterns.ts';

const layoutOf = (change: Partial<FrameLayout>): FrameLayout => ({
  width: 64,
  height: 48,
  pixels: 'yuv420p',
  matrix: 'bt709',
  fullRange: false,
  rotation: 0,
  ...change,
});
const plain: AffineMatrix = [1, 0, -20, 0, 1, -10];
const ones = new Float32Array(16 * 16).fill(1);
const colour = (r: number, g: number, b: number): Float32Array =>
  Float32Array.from({ length: 3 * 16 * 16 }, (_, i) => (i < 256 ? r : i < 512 ? g : b));

for (const pixels of ['yuv420p', 'yuv422p', 'yuv444p'] as const) {
  for (const [width, height] of [
    [64, 48],
    [37, 27],
  ] as const) {
    test(`${pixels} ${width}×${height}: samples change inside the box only, with odd edges too`, () => {
      const layout = layoutOf({ pixels, width, height });
      const data = randomFrame(layout, 3);
      const before = data.slice();
      const turned: AffineMatrix = [0.9, 0.2, -12.3, -0.2, 0.9, -4.1];
      const patch = { crop: colour(255, 0, 0), size: 16, mask: ones, matrix: turned, blend: 1, rounded: false };
      const box = openFrame(data, layout).pasteFace(patch)!;
      const chroma = chromaSize(layout);
      const stepX = chroma.width < width ? 2 : 1;
      const stepY = chroma.height < height ? 2 : 1;
      let changedInside = 0;
      for (let i = 0; i < data.length; i += 1) {
        if (data[i] === before[i]) continue;
        const luma = i < width * height;
        const at = luma ? i : (i - width * height) % (chroma.width * chroma.height);
        const x = luma ? at % width : (at % chroma.width) * stepX;
        const y = luma ? Math.floor(at / width) : Math.floor(at / chroma.width) * stepY;
        const [lastX, lastY] = luma ? [x, y] : [x + stepX - 1, y + stepY - 1];
        expect(lastX >= box.x1 && x < box.x2 && lastY >= box.y1 && y < box.y2).toBe(true);
        changedInside += 1;
      }
      expect(changedInside).toBeGreaterThan(150);
    });
  }
}

test('a mask of zeros changes nothing at all', () => {
  const data = randomFrame(layoutOf({}), 4);
  const before = data.slice();
  const mask = new Float32Array(256);
  openFrame(data, layoutOf({})).pasteFace({
    crop: colour(9, 200, 30),
    size: 16,
    mask,
    matrix: plain,
    blend: 1,
    rounded: false,
  });
  expect(data).toEqual(before);
});

test('what is cut out and pasted back comes back within half a level of each sample', () => {
  const layout = layoutOf({ pixels: 'yuv444p', fullRange: true });
  // Greys only: every one of them has an RGB value to go through.
  const data = randomFrame(layout, 5).map((value, i) => (i < 64 * 48 ? value : 128));
  const before = data.slice();
  const frame = openFrame(data, layout);
  const crop = new Float32Array(3 * 256);
  frame.warpCrop(plain, 16, crop);
  frame.pasteFace({ crop, size: 16, mask: ones, matrix: plain, blend: 1, rounded: false });
  expect(data).toEqual(before);
});

test('a face outside the frame has no box, one at the edge is cut', () => {
  const frame = openFrame(randomFrame(layoutOf({}), 6), layoutOf({}));
  const at = (x: number, y: number) => ({
    crop: colour(0, 0, 0),
    size: 16,
    mask: ones,
    matrix: [1, 0, -x, 0, 1, -y] satisfies AffineMatrix,
    blend: 1,
    rounded: false,
  });
  expect(frame.pasteFace(at(100, 100))).toBeUndefined();
  expect(frame.pasteFace(at(-8, 40))).toEqual({ x1: 0, y1: 40, x2: 8, y2: 48 });
});

test('exact colours: primaries of every matrix and range come out as they went in', () => {
  for (const matrix of ['bt601', 'bt709', 'bt2020'] as const) {
    for (const fullRange of [true, false]) {
      const k = colourCoefficients({ matrix, fullRange });
      for (const [r, g, b] of [
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255],
        [255, 255, 255],
      ] as const) {
        const y = k.yr * r + k.yg * g + k.yb * b;
        const u = k.ur * r + k.ug * g + k.ub * b;
        const v = k.vr * r + k.vg * g + k.vb * b;
        expect(k.luma * y + k.rv * v).toBeCloseTo(r, 9);
        expect(k.luma * y + k.gu * u + k.gv * v).toBeCloseTo(g, 9);
        expect(k.luma * y + k.bu * u).toBeCloseTo(b, 9);
        expect(y + k.lumaOffset).toBeLessThanOrEqual(fullRange ? 255.0001 : 235.0001);
      }
    }
  }
});

test('libswscale’s tables stay within two levels of the exact colours, and of no other matrix or range', () => {
  const red = (coding: Pick<FrameLayout, 'matrix' | 'fullRange'>, y: number, v: number): number => {
    const tables = swscaleTables(coding);
    return tables.luma[y]! + tables.redV[v]!;
  };
  const coding = { matrix: 'bt709', fullRange: false } as const;
  const k = colourCoefficients(coding);
  const exact = k.luma * (81 - 16) + k.rv * (200 - 128);
  expect(Math.abs(red(coding, 81, 200) - exact)).toBeLessThan(2);
  expect(Math.abs(red({ ...coding, matrix: 'bt601' }, 81, 200) - exact)).toBeGreaterThan(8);
  expect(Math.abs(red({ ...coding, fullRange: true }, 81, 200) - exact)).toBeGreaterThan(8);
});

test('a frame with too few bytes is refused', () => {
  expect(() => openFrame(new Uint8Array(10), layoutOf({}))).toThrow('4608 bytes');
});
