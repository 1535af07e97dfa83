import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import openWabt from 'wabt';
import { type ColourCoefficients, colourCoefficients } from '../../../../gpu-worker/pixels/colour.ts';
import { chromaSize, type FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';
import type { FacePatch } from '../../../../gpu-worker/pixels/frame-pixels.ts';
import type { PixelBox } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { randomFrame } from '../../../helpers/media/patterns.ts';
import { randomFrom, testSeed } from '../../../helpers/time-and-chance/seed.ts';

const room = path.resolve(import.meta.dirname, '../../../../gpu-worker/pixels');

test('the committed WebAssembly is that of the text beside it', async () => {
  const text = await readFile(path.join(room, 'blend-rows.wat'), 'utf8');
  const parsed = (await openWabt()).parseWat('blend-rows.wat', text, { simd: true });
  const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  const source = [
    '/** `blend-rows.wat` as WebAssembly. Made by `vitest run --project unit test/unit/gpu-worker/pixels/blend-rows.test.ts -u`. */',
    'export const blendRowsWasm = `',
    ...(base64.match(/.{1,100}/g) ?? []),
    '`;\n',
  ].join('\n');
  await expect(source).toMatchFileSnapshot(path.join(room, 'blend-rows-wasm.ts'));
});

/** Mask and colours of a patch at a place in its pixels: linear between them, mask 0 and colours repeated outside. */
function patchAt({ crop, mask, size }: FacePatch, x: number, y: number, colours: readonly (readonly number[])[]) {
  const at = (px: number, py: number): number[] => {
    const [cx, cy] = [Math.min(size - 1, Math.max(0, px)), Math.min(size - 1, Math.max(0, py))];
    const i = cy * size + cx;
    const rgb = [0, 1, 2].map((channel) => crop[i + channel * size * size] ?? 0);
    const values = colours.map(([r = 0, g = 0, b = 0, add = 0]) => {
      const [red = 0, green = 0, blue = 0] = rgb;
      return r * red + g * green + b * blue + add;
    });
    return [cx === px && cy === py ? (mask[i] ?? 0) : 0, ...values];
  };
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const [a, b, c, d] = [at(left, top), at(left + 1, top), at(left, top + 1), at(left + 1, top + 1)];
  return a.map((value, k) => {
    const upper = value + ((b[k] ?? 0) - value) * fx;
    return upper + ((c[k] ?? 0) + ((d[k] ?? 0) - (c[k] ?? 0)) * fx - upper) * fy;
  });
}

/** The paste within a box, a sample at a time and not rounded: what every sample ought to be. */
function reference(
  before: Uint8Array,
  layout: FrameLayout,
  patch: FacePatch,
  box: PixelBox,
  k: ColourCoefficients,
): Float64Array {
  const { width, height } = layout;
  const chroma = chromaSize(layout);
  const [m0, m1, m2, m3, m4, m5] = patch.matrix;
  const colours = [
    [k.yr, k.yg, k.yb, k.lumaOffset],
    [k.ur, k.ug, k.ub, 128],
    [k.vr, k.vg, k.vb, 128],
  ];
  const values = Float64Array.from(before);
  const [stepX, stepY] = [chroma.width < width ? 2 : 1, chroma.height < height ? 2 : 1];
  const weights = new Float64Array(chroma.width * chroma.height);
  const place = (x: number, y: number) => [m0 * x + m1 * y + m2, m3 * x + m4 * y + m5] as const;
  for (let y = box.y1; y < box.y2; y += 1) {
    for (let x = box.x1; x < box.x2; x += 1) {
      const [mask = 0, luma = 0] = patchAt(patch, ...place(x, y), colours);
      const weight = mask * patch.blend;
      const at = y * width + x;
      values[at] = (values[at] ?? 0) + (luma - (values[at] ?? 0)) * weight;
      const sample = Math.floor(y / stepY) * chroma.width + Math.floor(x / stepX);
      weights[sample] = (weights[sample] ?? 0) + weight;
    }
  }
  for (let row = 0; row < chroma.height; row += 1) {
    for (let column = 0; column < chroma.width; column += 1) {
      const [x, y] = [column * stepX, row * stepY];
      const [columns, rows] = [Math.min(stepX, width - x), Math.min(stepY, height - y)];
      const sample = row * chroma.width + column;
      const middle = place(x + (columns - 1) / 2, y + (rows - 1) / 2);
      const [, , u = 0, v = 0] = patchAt(patch, ...middle, colours);
      const weight = (weights[sample] ?? 0) / (columns * rows);
      for (const [plane, value] of [u, v].entries()) {
        const at = width * height + plane * weights.length + sample;
        values[at] = (values[at] ?? 0) + (value - (values[at] ?? 0)) * weight;
      }
    }
  }
  return values;
}

const random = randomFrom(testSeed('pastes against their reference'));

for (const pixels of ['yuv420p', 'yuv422p', 'yuv444p'] as const) {
  for (const [width, height] of [
    [64, 48],
    [37, 27],
  ] as const) {
    test(`pastes into ${pixels} of ${width}×${height} are rounded references, wherever the face lies`, () => {
      const layout = { width, height, pixels, matrix: 'bt709', fullRange: false, rotation: 0 } as const;
      for (let round = 0; round < 20; round += 1) {
        const size = 8 + Math.floor(random() * 12);
        const [scale, turn] = [0.3 + random() * 1.5, 2 * Math.PI * random()];
        const [cos, sin] = [scale * Math.cos(turn), scale * Math.sin(turn)];
        // The middle of the patch lies somewhere in the frame, so much of it may lie outside.
        const [x, y] = [width * random(), height * random()];
        const patch: FacePatch = {
          crop: Float32Array.from({ length: 3 * size * size }, () => 255 * random()),
          mask: Float32Array.from({ length: size * size }, () => Math.min(1, 1.5 * random())),
          size,
          matrix: [cos, -sin, size / 2 - cos * x + sin * y, sin, cos, size / 2 - sin * x - cos * y],
          blend: round % 2 === 0 ? 1 : 0.8,
          rounded: false,
        };
        const data = randomFrame(layout, round);
        const before = data.slice();
        const box = openFrame(data, layout).pasteFace(patch) ?? { x1: 0, y1: 0, x2: 0, y2: 0 };
        const exact = reference(before, layout, patch, box, colourCoefficients(layout));
        const worst = data.reduce((most, value, i) => Math.max(most, Math.abs(value - (exact[i] ?? 0))), 0);
        // Float32's own error moves a sample only where it lies on the border between two.
        expect(worst, `round ${round}`).toBeLessThan(0.501);
      }
    });
  }
}
