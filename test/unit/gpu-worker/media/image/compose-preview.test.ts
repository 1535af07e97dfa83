import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { busiestPlace } from '../../../../../gpu-worker/media/image/busiest-place.ts';
import { chooseView, type PreviewMoment } from '../../../../../gpu-worker/media/image/choose-view.ts';
import { composePreview } from '../../../../../gpu-worker/media/image/compose-preview.ts';
import { encodeJpeg } from '../../../../../gpu-worker/media/image/encode-jpeg.ts';
import type { PixelBox } from '../../../../../gpu-worker/pixels/geometry.ts';
import type { RgbPixels } from '../../../../../gpu-worker/pixels/rgb-pixels.ts';
import { randomFrom, testSeed } from '../../../../helpers/time-and-chance/seed.ts';

const black = (width: number, height: number): RgbPixels => ({
  width,
  height,
  data: new Uint8Array(3 * width * height),
});

/** A picture of one colour with a square of another. */
function withSquare(width: number, height: number, square: PixelBox): RgbPixels {
  const { data } = black(width, height);
  for (let y = square.y1; y < square.y2; y += 1) {
    data.fill(255, 3 * (y * width + square.x1), 3 * (y * width + square.x2));
  }
  return { width, height, data };
}

const boxAt = (x: number, y: number, size: number): PixelBox => ({ x1: x, y1: y, x2: x + size, y2: y + size });
const moment = (width: number, height: number, more: Partial<PreviewMoment> = {}): PreviewMoment => ({
  ...{ before: black(width, height), after: black(width, height), faces: [] },
  ...more,
});

describe('what a preview shows of a moment', () => {
  const hd = { width: 956, height: 537 };
  const view = (faces: readonly PixelBox[], more: Partial<PreviewMoment> = {}) =>
    chooseView(moment(1280, 720, { faces, ...more }), hd);
  const whole = { full: hd, left: 0, top: 0 };

  test('the whole frame, where the face can be seen in it, and where nobody was changed', () => {
    expect(view([boxAt(500, 200, 200)])).toEqual(whole);
    expect(view([boxAt(20, 20, 30), boxAt(500, 200, 200)])).toEqual(whole);
    expect(view([])).toEqual(whole);
  });

  test('a small face enlarged by a whole factor, in the middle of the cut where there is room', () => {
    // 537 / (2.2 * 60) is 4.07; the face's middle is at 4 * 630 = 2520 and 4 * 330 = 1320.
    const small = view([boxAt(600, 300, 60)]);
    expect(small.full).toEqual({ width: 4 * 1280, height: 4 * 720 });
    expect([small.left, small.top]).toEqual([2520 - 478, Math.round(1320 - 268.5)]);
    expect(view([boxAt(0, 0, 10)])).toEqual({ full: { width: 7680, height: 4320 }, left: 0, top: 0 });
    expect(view([boxAt(1270, 710, 10)])).toMatchObject({ left: 7680 - 956, top: 4320 - 537 });
  });

  test('of an enlarged frame the result’s own pixels, about a face or else where most is to be seen', () => {
    const enlarged = { after: black(2560, 1440) };
    const face = view([boxAt(500, 200, 200)], enlarged);
    expect(face).toEqual({ full: { width: 2560, height: 1440 }, left: 1200 - 478, top: Math.round(600 - 268.5) });
    const before = withSquare(1280, 720, boxAt(1000, 500, 64));
    const busy = view([], { ...enlarged, before });
    expect(busy.full).toEqual({ width: 2560, height: 1440 });
    expect(busy.left).toBeLessThan(2000);
    expect(busy.left + hd.width).toBeGreaterThan(2128);
    expect(busy.top).toBeLessThan(1000);
    expect(busy.top + hd.height).toBeGreaterThan(1128);
  });

  test('an enlarged frame that fits as it is stays whole', () => {
    const cell = { width: 640, height: 360 };
    expect(chooseView(moment(320, 180, { after: black(640, 360) }), cell)).toEqual({ full: cell, left: 0, top: 0 });
  });

  test('a cut that lies in the picture, whatever its sizes', () => {
    const random = randomFrom(testSeed('views'));
    const between = (least: number, most: number): number => least + Math.floor(random() * (most - least));
    for (let round = 0; round < 200; round += 1) {
      const [width, height, factor] = [between(1, 300), between(1, 300), between(1, 5)];
      const after = { width: width * factor, height: height * factor, data: new Uint8Array() };
      const scale = Math.min(1, 100 / after.width, 80 / after.height);
      const cell = {
        width: Math.max(1, Math.floor(after.width * scale)),
        height: Math.max(1, Math.floor(after.height * scale)),
      };
      const faces = round % 3 === 0 ? [] : [boxAt(between(-20, width), between(-20, height), between(1, 90))];
      const { full, left, top } = chooseView({ before: black(width, height), after, faces }, cell);
      const told = JSON.stringify({ round, width, height, factor, cell, full, left, top });
      expect(
        Math.min(left, top, full.width - cell.width - left, full.height - cell.height - top),
        told,
      ).toBeGreaterThanOrEqual(0);
      expect([left, top].every(Number.isInteger), told).toBe(true);
    }
  });
});

describe('the busiest place', () => {
  test('is where the edges are, and the middle of a plain picture', () => {
    const window = { width: 160, height: 96 };
    expect(busiestPlace(black(640, 480), window)).toEqual({ x: 320, y: 240 });
    const { x, y } = busiestPlace(withSquare(640, 480, boxAt(96, 352, 64)), window);
    expect(Math.abs(x - 128)).toBeLessThan(80);
    expect(Math.abs(y - 384)).toBeLessThan(48);
    expect(busiestPlace(black(5, 3), { width: 5, height: 3 })).toEqual({ x: 8, y: 8 });
  });
});

describe('a preview', () => {
  const picture = async (moments: readonly PreviewMoment[]) => {
    const file = Buffer.from(await composePreview(moments));
    const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): number => data[3 * (y * info.width + x) + 1] ?? -1;
    return { width: info.width, height: info.height, at };
  };
  const sizeOf = async (width: number, height: number, count: number) => {
    const { at, ...size } = await picture(Array.from({ length: count }, () => moment(width, height)));
    return [size.width, size.height];
  };

  /** An edge that was enlarged lies between two pixels. */
  const expectNear = (found: readonly number[], expected: readonly number[]): void => {
    for (const [i, value] of found.entries()) expect(Math.abs(value - (expected[i] ?? 0)), `${found}`).toBeLessThan(2);
  };

  test('has pairs side by side, narrow ones in one row as long as no row is left part empty', async () => {
    expect(await sizeOf(1280, 720, 2)).toEqual([1920, 1082]);
    expect(await sizeOf(200, 300, 3)).toEqual([1240, 300]);
    expect(await sizeOf(320, 180, 3)).toEqual([648, 556]);
    expect(await sizeOf(8, 8, 1)).toEqual([24, 8]);
    await expect(composePreview([])).rejects.toThrow(RangeError);
  });

  test('cuts the same out of both, and shows one whole frame above small faces', async () => {
    const face = boxAt(96, 48, 40);
    const [before, after] = [withSquare(640, 360, face), withSquare(640, 360, boxAt(100, 52, 32))];
    const drawn = await picture([{ before, after, faces: [face] }]);
    // A whole pair of 640 x 360, and below it four times as large the cut that begins at 4 * (116, 68) - (320, 180).
    expect([drawn.width, drawn.height]).toEqual([1288, 728]);
    const scan = (x0: number, y: number): number[] => {
      const row = Array.from({ length: 640 }, (_, x) => drawn.at(x0 + x, y) > 128);
      return [row.indexOf(true), row.lastIndexOf(true) + 1];
    };
    expect(scan(0, 68)).toEqual([96, 136]);
    expect(scan(648, 68)).toEqual([100, 132]);
    const middle = 368 + 180;
    expectNear(scan(0, middle), [4 * 96 - 144, 4 * 136 - 144]);
    expectNear(scan(648, middle), [4 * 100 - 144, 4 * 132 - 144]);
  });

  test('shows an enlarged frame pixel by pixel, and the one before at the same size', async () => {
    const before = withSquare(1280, 720, boxAt(640, 300, 100));
    const after = withSquare(2560, 1440, boxAt(1280, 600, 200));
    // Every other column of the result's square is black: shrunk, or one pixel off, none would be told from the next.
    for (let y = 600; y < 800; y += 1)
      for (let x = 1281; x < 1480; x += 2) after.data.fill(0, 3 * (y * 2560 + x), 3 * (y * 2560 + x + 1));
    const drawn = await picture([{ before, after, faces: [boxAt(640, 300, 100)] }]);
    expect([drawn.width, drawn.height]).toEqual([1920, 2 * 537 + 8]);
    const y = 545 + 268;
    const left = 1380 - 478;
    const values = Array.from({ length: 200 }, (_, i) => drawn.at(964 + 1280 - left + i, y));
    expect(values.filter((_, i) => i % 2 === 0).every((value) => value > 180)).toBe(true);
    expect(values.filter((_, i) => i % 2 === 1).every((value) => value < 75)).toBe(true);
    const row = Array.from({ length: 956 }, (_, x) => drawn.at(x, y) > 128);
    expectNear([row.indexOf(true), row.lastIndexOf(true) + 1], [1280 - left, 1480 - left]);
  });

  test('and a poster are JPEG files that carry a label where there is one', async () => {
    const files = [
      [await composePreview([moment(30, 20)], 'by a model'), await composePreview([moment(30, 20)])],
      [await encodeJpeg(black(30, 20), 'by a model'), await encodeJpeg(black(30, 20))],
    ].map((pair) => pair.map(Buffer.from));
    for (const [told, bare] of files) {
      const facts = await sharp(told).metadata();
      expect(facts).toMatchObject({ format: 'jpeg', chromaSubsampling: '4:4:4', height: 20 });
      expect(facts.xmp?.toString()).toMatch(/DigitalSourceType>http.*>by a model</s);
      expect((await sharp(bare).metadata()).xmp).toBeUndefined();
    }
  });
});
